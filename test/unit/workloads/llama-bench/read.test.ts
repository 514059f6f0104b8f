import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testName, type TestSpec } from '../../../../src/model/test-name.ts';
import type { ProcessEnd } from '../../../../src/model/process-end.ts';
import type { ProcessOutcome } from '../../../../src/ports/process-runner.ts';
import { readLlamaBench } from '../../../../src/workloads/llama-bench/read.ts';
import { captured } from '../../../support/captured.ts';
import { outcome } from '../../../support/fakes/process-runner.ts';

const tests: readonly TestSpec[] = [
  { prompt: 16, gen: 0, depth: 0 },
  { prompt: 0, gen: 8, depth: 0 },
];

/** A result as llama-bench prints it, with some fields of its own. */
const line = (fields: Record<string, unknown> = {}): string =>
  `${JSON.stringify({
    build_commit: 'abc',
    build_number: 7,
    cpu_info: 'A processor',
    n_threads: 2,
    load_mode: 'mmap',
    n_prompt: 16,
    n_gen: 0,
    n_depth: 0,
    samples_ns: [1000],
    ...fields,
  })}\n`;
const pp16 = line();
const tg8 = line({ n_prompt: 0, n_gen: 8, samples_ns: [2000] });

const read = (
  stdout: string,
  rest: Partial<ProcessOutcome> = {},
  asked = tests,
  loadMode = 'mmap',
) => readLlamaBench(outcome({ stdout, ...rest }), { tests: asked, threads: 2, loadMode });

describe('readLlamaBench', () => {
  it('reads what a real llama-bench printed', () => {
    const asked = [0, 64].flatMap((depth) => [
      { prompt: 16, gen: 0, depth },
      { prompt: 32, gen: 0, depth },
      { prompt: 0, gen: 8, depth },
    ]);
    const reading = read(
      captured('results.jsonl'),
      { stderr: captured('results.stderr.txt') },
      asked,
    );
    expect(reading.failure).toBeUndefined();
    expect(reading.warnings).toEqual([]);
    expect(reading.tests.map(({ test }) => testName(test))).toEqual(asked.map(testName));
    expect(reading.tests[0]?.repetitionsNs).toEqual([698616, 582674]);
    expect(reading.facts).toEqual({
      build_commit: '0ad4a86',
      build_number: 1,
      backends: 'CPU',
      cpu_info: 'AMD EPYC',
      model_type: 'qwen2 ?B Q4_K - Medium',
      model_size: 3003648,
      model_n_params: 4589824,
      n_threads: 2,
      n_batch: 2048,
      n_ubatch: 512,
      cpu_mask: '0x0',
      cpu_strict: false,
      poll: 50,
      type_k: 'f16',
      type_v: 'f16',
      n_gpu_layers: -1,
      n_cpu_moe: 0,
      split_mode: 'layer',
      main_gpu: 0,
      no_kv_offload: false,
      flash_attn: -1,
      devices: 'auto',
      tensor_split: '0.00',
      tensor_buft_overrides: 'none',
      load_mode: 'mmap',
      lazy_mode: 'auto',
      embeddings: false,
      no_op_offload: 0,
      no_host: false,
      fit_target: 0,
      fit_min_ctx: 0,
    });
  });

  it('warns when the model was loaded in another way, or with other threads', () => {
    const asked = [...tests, { prompt: 16, gen: 8, depth: 0 }];
    expect(read(captured('load-mode-none.jsonl'), {}, asked).warnings).toEqual([
      "llama-bench loaded the model by 'none'; asked: mmap",
    ]);
    expect(read(line({ n_threads: 8 }) + tg8).warnings).toEqual([
      'llama-bench used 8 threads; asked: 2',
    ]);
  });

  it('reads the load mode back from the flags that older builds print', () => {
    const older = (use_mmap: unknown, use_direct_io?: unknown, asked = 'mmap') =>
      read(line({ load_mode: undefined, use_mmap, use_direct_io }) + tg8, {}, tests, asked)
        .warnings;
    expect(older(true)).toEqual([]);
    expect(older(1)).toEqual([]);
    expect(older(false)).toEqual(["llama-bench loaded the model by 'none'; asked: mmap"]);
    expect(older(true, true)).toEqual(["llama-bench loaded the model by 'dio'; asked: mmap"]);
    expect(older(undefined)).toEqual([
      'llama-bench does not say how it loaded the model; asked: mmap',
    ]);
    expect(older(false, false, 'none')).toEqual([]);
    expect(older(false, 1, 'dio')).toEqual([]);
  });

  it("accepts the load mode that the user asked for, and says when it is another's", () => {
    const asked = [...tests, { prompt: 16, gen: 8, depth: 0 }];
    const output = captured('load-mode-none.jsonl');
    expect(read(output, {}, asked, 'none').warnings).toEqual([]);
    expect(read(output, {}, asked, 'dio').warnings).toEqual([
      "llama-bench loaded the model by 'none'; asked: dio",
    ]);
  });

  it('reads results of builds from before depths', () => {
    expect(read(line({ n_depth: undefined }) + tg8).tests).toHaveLength(2);
  });

  it('leaves out lines that are no results, and says so', () => {
    const noise = [
      'ggml: a message\n',
      '[1]\n',
      line({ n_prompt: -1 }),
      line({ samples_ns: [0] }),
      line().replace('[1000]', '[nan]'),
    ];
    const reading = read([pp16, ...noise, tg8].join(''));
    expect(reading.failure).toBeUndefined();
    expect(reading.tests).toHaveLength(2);
    expect(reading.warnings).toEqual([
      "a line of llama-bench was left out; it is not JSON: 'ggml: a message'",
      "a line of llama-bench was left out; it is not a JSON object: '[1]'",
      `a line of llama-bench was left out; it names no test (n_prompt, n_gen, n_depth): '${line({ n_prompt: -1 }).slice(0, 120)}...'`,
      '2 more lines of llama-bench were left out',
    ]);
  });

  it.each([
    [{ samples_ns: undefined }],
    [{ samples_ns: [] }],
    [{ samples_ns: [null] }],
    [{ samples_ns: ['1'] }],
    [{ samples_ns: [-5] }],
    [{ n_gen: undefined }],
    [{ n_prompt: '16' }],
    [{ n_prompt: 1.5 }],
    [{ n_depth: null }],
    [{ n_prompt: 0 }],
  ])('takes no value from a line with %j', (fields) => {
    const reading = read(line(fields) + tg8);
    expect(reading.tests.map(({ test }) => testName(test))).toEqual(['tg8']);
    expect(reading.failure).toMatchObject({
      reason: 'output-unreadable',
      problem: 'it ended well but printed no result for pp16',
    });
  });

  it('takes no value from a line that is faster than any machine', () => {
    const reading = read(line({ samples_ns: [159] }) + tg8);
    expect(reading.tests.map(({ test }) => testName(test))).toEqual(['tg8']);
    expect(reading.warnings.join()).toContain(
      'a line of llama-bench was left out; its samples_ns are below 160 ns, faster than any machine:',
    );
  });

  it('takes no value from a process that measured for longer than it ran', () => {
    const slow = line({ n_prompt: 0, n_gen: 8, samples_ns: [3e14] });
    const reading = read(pp16 + slow, { durationMs: 2000 });
    expect(reading.tests).toEqual([]);
    expect(reading.failure).toMatchObject({
      reason: 'output-unreadable',
      problem: 'its tests took 300000 s, as it says, but it ran for 2 s',
    });
    const possible = line({ n_prompt: 0, n_gen: 8, samples_ns: [2e9] });
    expect(read(pp16 + possible, { durationMs: 2000 }).failure).toBeUndefined();
  });

  it.each(['NaN', '-Infinity', '1e999', '-1e9'])('takes no value from a duration of %s', (text) => {
    const reading = read(pp16.replace('[1000]', `[${text}]`) + tg8);
    expect(reading.tests.map(({ test }) => testName(test))).toEqual(['tg8']);
    expect(reading.failure).toMatchObject({
      problem: 'it ended well but printed no result for pp16',
    });
  });

  it('keeps the order in which the tests were measured, and warns when it is another one', () => {
    const reading = read(tg8 + pp16);
    expect(reading.tests.map(({ test }) => testName(test))).toEqual(['tg8', 'pp16']);
    expect(reading.warnings).toEqual([
      'llama-bench measured the tests in another order than expected',
    ]);
  });

  it('warns about tests that came twice or were not asked for', () => {
    const twice = line({ samples_ns: [900] });
    const reading = read(pp16 + twice + tg8 + line({ n_prompt: 512, samples_ns: [9000] }));
    expect(reading.tests[0]?.repetitionsNs).toEqual([1000]);
    expect(reading.warnings).toEqual([
      "llama-bench measured pp16 more than once; the first is used (give one value for each option after '--')",
      'llama-bench measured pp512, which was not asked for',
    ]);
  });

  describe('keeps what came before a failure:', () => {
    const failure = (end: ProcessEnd, stderr = '') => {
      const reading = read(`${pp16}{"n_prompt": 0, "n_g`, { end, stderr });
      expect(reading.tests).toHaveLength(1);
      expect(reading.facts).toMatchObject({ build_commit: 'abc' });
      if (reading.failure?.reason !== 'process-failed') throw new Error('expected a failure');
      expect(reading.failure.command).toBe('llama-bench');
      expect(reading.failure.stderr).toBe(stderr);
      return reading.failure.problem;
    };

    it('an exit code, with the last words', () => {
      const stderr = captured('missing-model.stderr.txt');
      expect(failure({ how: 'exited', code: 1 }, stderr)).toBe(
        "it ended with exit code 1 after 1 of 2 tests: llama_bench: error: failed to load model 'nowhere.gguf'",
      );
    });

    it('a kill, which may be for want of memory', () => {
      expect(failure({ how: 'killed-by-signal', signal: 'SIGKILL' })).toBe(
        'it was killed by SIGKILL after 1 of 2 tests; somebody did that, or the kernel, which does it when memory runs out: see dmesg, the memory limit of the case, and the size of the model',
      );
      expect(failure({ how: 'exited', code: 137 })).toContain('when memory runs out');
      expect(failure({ how: 'killed-by-signal', signal: 'SIGILL' })).toBe(
        'it was killed by SIGILL after 1 of 2 tests; it uses instructions that this processor does not have',
      );
      expect(failure({ how: 'exited', code: 132 })).toContain('instructions');
    });

    it('a mapping with no file behind it', () => {
      const said =
        'after 1 of 2 tests (signal 7): it touched a part of a mapped file that is not there any more, because the file became shorter or its disk cannot be read (see dmesg)';
      expect(failure({ how: 'killed-by-signal', signal: 'SIGBUS' })).toBe(
        `it was killed by SIGBUS ${said}`,
      );
      expect(failure({ how: 'exited', code: 135 })).toBe(`it ended with exit code 135 ${said}`);
    });

    it('a crash', () => {
      expect(failure({ how: 'killed-by-signal', signal: 'SIGSEGV' })).toBe(
        'it was killed by SIGSEGV after 1 of 2 tests',
      );
    });

    it('a stop that nothing ended', () => {
      expect(failure({ how: 'timed-out', limitMs: 90_000, stopped: true })).toBe(
        'it was stopped (by SIGSTOP, or a debugger) after 1 of 2 tests, and nothing let it go on until the time limit of 90 s',
      );
    });

    it('a limit', () => {
      expect(failure({ how: 'timed-out', limitMs: 90_000 })).toBe(
        "it ran past the time limit of 90 s after 1 of 2 tests; raise the profile's workload.runTimeLimit, or measure shorter tests",
      );
      expect(failure({ how: 'flooded', limitBytes: 1000 })).toBe(
        'it printed more than 1000 bytes of results after 1 of 2 tests',
      );
      expect(failure({ how: 'cancelled' })).toBe('it was cancelled after 1 of 2 tests');
    });
  });

  it('says why nothing ran', () => {
    const end = { how: 'not-started', problem: "'/opt/llama-bench' does not exist" } as const;
    expect(read('', { end })).toEqual({
      tests: [],
      facts: {},
      warnings: [],
      failure: {
        reason: 'process-failed',
        command: 'llama-bench',
        problem: "it did not start: '/opt/llama-bench' does not exist",
        stderr: '',
      },
    });
  });

  it('does not take silence for success', () => {
    expect(read('', { stderr: 'a\nb\n' }).failure).toEqual({
      reason: 'output-unreadable',
      source: 'llama-bench',
      problem: 'it ended well but printed no result',
      excerpt: 'a | b',
    });
  });

  it('keeps the end of a long standard error', () => {
    const stderr = `${'x'.repeat(10_000)}the end`;
    const reading = read('', { end: { how: 'exited', code: 2 }, stderr });
    expect(reading.failure).toMatchObject({ stderr: stderr.slice(-4000) });
  });

  it('reads anything without throwing, and never makes up a value', () => {
    const end = fc.oneof(
      fc.constant<ProcessEnd>({ how: 'exited', code: 0 }),
      fc.constant<ProcessEnd>({ how: 'exited', code: 1 }),
      fc.constant<ProcessEnd>({ how: 'killed-by-signal', signal: 'SIGKILL' }),
      fc.constant<ProcessEnd>({ how: 'cancelled' }),
    );
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(pp16, tg8, '\n', '{', 'null\n', '[]\n'),
      fc.json().map((text) => `${text}\n`),
      fc
        .dictionary(
          fc.constantFrom('n_prompt', 'n_gen', 'n_depth', 'samples_ns', 'load_mode', '__proto__'),
          fc.anything(),
        )
        .map((fields) => {
          try {
            return `${JSON.stringify(fields)}\n`;
          } catch {
            return '{}\n';
          }
        }),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.string(), end, (pieces, stderr, how) => {
        const reading = read(pieces.join(''), { stderr, end: how });
        for (const { test, repetitionsNs } of reading.tests) {
          expect(tests).toContainEqual(test);
          expect(repetitionsNs.every((ns) => ns > 0 && Number.isFinite(ns))).toBe(true);
        }
        if (reading.tests.length < tests.length) expect(reading.failure).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('loses nothing but the cut line when the output is cut anywhere', () => {
    const whole = pp16 + tg8;
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        const { tests: got } = read(whole.slice(0, length));
        // A result is complete at its closing brace, one character before the end of the line.
        const complete = [pp16.length - 1, whole.length - 1].filter((at) => at <= length).length;
        expect(got).toHaveLength(complete);
      }),
    );
  });
});
