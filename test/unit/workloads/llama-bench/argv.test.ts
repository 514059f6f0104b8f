import { describe, expect, it } from 'vitest';
import { testName, type TestSpec } from '../../../../src/model/test-name.ts';
import { inMeasuredOrder, llamaBenchArgv } from '../../../../src/workloads/llama-bench/argv.ts';
import { captured } from '../../../support/captured.ts';
import { aLlamaBench } from '../../../support/llama-bench.ts';

const pp = (prompt: number, depth = 0): TestSpec => ({ prompt, gen: 0, depth });
const tg = (gen: number, depth = 0): TestSpec => ({ prompt: 0, gen, depth });

const request = { model: '/models/m.gguf', tests: [pp(64), pp(128), tg(32)], threads: 4 };
const text = (...args: Parameters<typeof llamaBenchArgv>): string => {
  const argv = llamaBenchArgv(...args);
  return argv.ok ? argv.value.argv.join(' ') : JSON.stringify(argv.failure);
};

describe('llamaBenchArgv', () => {
  it('writes the command line of a recent build', () => {
    expect(text(aLlamaBench(), request)).toBe(
      '/opt/llama-bench -m /models/m.gguf -p 64,128 -n 32 -d 0 -t 4 --load-mode mmap -r 1 -o jsonl',
    );
  });

  it('writes the command line of an older build', () => {
    expect(text(aLlamaBench({ loadMode: 'mmap-flag', depth: false }), request)).toBe(
      '/opt/llama-bench -m /models/m.gguf -p 64,128 -n 32 -t 4 --mmap 1 -r 1 -o jsonl',
    );
    expect(text(aLlamaBench({ loadMode: 'none', depth: false }), request)).toBe(
      '/opt/llama-bench -m /models/m.gguf -p 64,128 -n 32 -t 4 -r 1 -o jsonl',
    );
  });

  it("passes the user's load mode on in place of its own, and never both", () => {
    const withExtra = (...extra: readonly string[]): string =>
      text(aLlamaBench(), { ...request, extra });
    for (const mode of ['auto', 'none', 'mmap', 'mlock', 'mmap+mlock', 'dio'])
      for (const option of ['-lm', '--load-mode', '--load_mode'])
        expect(withExtra('-b', '512', option, mode)).toMatch(
          new RegExp(` -t 4 --load-mode ${mode.replace('+', '\\+')} -r 1 -o jsonl -b 512$`),
        );
    expect(withExtra('--mmap', '0', '-b', '512')).toMatch(
      / -t 4 --load-mode none -r 1 -o jsonl -b 512$/,
    );
  });

  it('says in the words of an older build how to load', () => {
    const older = (modes: readonly string[], ...extra: readonly string[]): string | undefined =>
      / -t 4 (.*)-r 1 -o jsonl$/.exec(
        text(aLlamaBench({ loadMode: 'mmap-flag', loadModes: modes }), { ...request, extra }),
      )?.[1];
    expect(older(['none', 'mmap'], '--load-mode', 'none')).toBe('--mmap 0 ');
    expect(older(['none', 'mmap'], '-mmp', '0')).toBe('--mmap 0 ');
    expect(older(['none', 'mmap', 'dio'])).toBe('--mmap 1 --direct-io 0 ');
    expect(older(['none', 'mmap', 'dio'], '--mmap', '0')).toBe('--mmap 0 --direct-io 0 ');
    expect(older(['none', 'mmap', 'dio'], '-mmp', '0', '-dio', '1')).toBe(
      '--mmap 0 --direct-io 1 ',
    );
    expect(older(['none', 'mmap', 'dio'], '-lm', 'dio')).toBe('--mmap 0 --direct-io 1 ');
  });

  it.each([
    [['--load-mode', 'none', '-lm', 'mmap'], '-lm mmap', 'one load mode, said once'],
    [['--mmap', '0', '--load-mode', 'none'], '--load-mode none', 'one load mode, said once'],
    [['--mmap', '0', '--mmap', '1'], '--mmap 1', 'one load mode, said once'],
    [['--mmap', 'on'], 'on', "0 or 1 after '--mmap'"],
    [
      ['--load-mode'],
      '',
      'a load mode that this llama-bench knows: auto, none, mmap, mlock, mmap+mlock, dio',
    ],
  ])('refuses the load mode in %j', (extra, got, expected) => {
    expect(llamaBenchArgv(aLlamaBench(), { ...request, extra })).toEqual({
      ok: false,
      failure: { reason: 'invalid-option', option: '--', expected, got },
    });
  });

  it('refuses a load mode that an older build does not know', () => {
    const refusal = (loadMode: 'mmap-flag' | 'none', mode: string): unknown => {
      const argv = llamaBenchArgv(aLlamaBench({ loadMode }), { ...request, extra: ['-lm', mode] });
      return !argv.ok && argv.failure.reason === 'invalid-option' ? argv.failure.expected : argv;
    };
    expect(refusal('mmap-flag', 'dio')).toBe('a load mode that this llama-bench knows: none, mmap');
    expect(refusal('none', 'none')).toBe('a load mode that this llama-bench knows: mmap');
  });

  it('switches off what is not asked for, because llama-bench has default lengths', () => {
    expect(text(aLlamaBench(), { ...request, tests: [tg(32)] })).toContain('-p 0 -n 32');
    expect(text(aLlamaBench(), { ...request, tests: [pp(64)] })).toContain('-p 64 -n 0');
  });

  it('gives depths as a list, and pairs of prompt and generation', () => {
    const pair = { prompt: 16, gen: 8, depth: 0 };
    const tests = [pp(64), tg(32), pair].flatMap((each) => [each, { ...each, depth: 256 }]);
    expect(text(aLlamaBench(), { ...request, tests })).toContain('-p 64 -n 32 -pg 16,8 -d 0,256');
  });

  it('keeps odd paths whole, as the value of an option', () => {
    const model = '-m --help $(id); x.gguf';
    const argv = llamaBenchArgv(aLlamaBench(), { ...request, model });
    expect(argv.ok && argv.value.argv.slice(1, 3)).toEqual(['-m', model]);
  });

  it("puts the user's own arguments last, so that they win", () => {
    expect(text(aLlamaBench(), { ...request, extra: ['-b', '512', '-r', '3'] })).toMatch(
      / -r 1 -o jsonl -b 512 -r 3$/,
    );
  });

  it.each(['-m', '--model', '-o', '--output', '-p', '--n_prompt', '-pg', '-t', '-h'])(
    "refuses the user's own %s",
    (option) => {
      expect(
        llamaBenchArgv(aLlamaBench(), { ...request, extra: ['-b', '1', option, 'x'] }),
      ).toMatchObject({
        ok: false,
        failure: { reason: 'invalid-option', option: '--', got: option },
      });
    },
  );

  it('says what to use in place of a reserved option', () => {
    expect(llamaBenchArgv(aLlamaBench(), { ...request, extra: ['--n_prompt', '512'] })).toEqual({
      ok: false,
      failure: {
        reason: 'invalid-option',
        option: '--',
        expected:
          "options of llama-bench that emulate does not set itself; use the profile's workload.prompt",
        got: '--n_prompt',
      },
    });
  });

  it.each([
    [
      ['-b', '512,1024'],
      '512,1024',
      'one value for each option of llama-bench, no list and no range',
    ],
    [
      ['-ub', '64-512*2'],
      '64-512*2',
      'one value for each option of llama-bench, no list and no range',
    ],
    [['-r', '0'], '0', "a number of repetitions from 1 to 9999 after '-r'"],
    [['--repetitions'], '', "a number of repetitions from 1 to 9999 after '--repetitions'"],
  ])('refuses %j, which would make the results ambiguous', (extra, got, expected) => {
    expect(llamaBenchArgv(aLlamaBench(), { ...request, extra })).toEqual({
      ok: false,
      failure: { reason: 'invalid-option', option: '--', expected, got },
    });
  });

  it('refuses a path that llama-bench would cut in two', () => {
    expect(llamaBenchArgv(aLlamaBench(), { ...request, model: '/a,b.gguf' })).toEqual({
      ok: false,
      failure: {
        reason: 'model-unusable',
        path: '/a,b.gguf',
        problem: 'llama-bench takes a comma in the path for the end of the name',
        hint: 'rename the file or folder, or pass a link to it: ln -s MODEL model.gguf',
      },
    });
  });

  it('refuses a depth that an older build cannot measure at', () => {
    const tests = [pp(64, 256)];
    expect(llamaBenchArgv(aLlamaBench({ depth: false }), { ...request, tests })).toEqual({
      ok: false,
      failure: {
        reason: 'workload-unusable',
        path: '/opt/llama-bench',
        problem: 'it is too old to measure at a depth (it lacks --n-depth)',
        hint: "update llama.cpp, or set the profile's workload.depth to [0]",
      },
    });
  });
});

describe('inMeasuredOrder', () => {
  it('is the order in which a real llama-bench printed its results', () => {
    const printed = captured('results.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>)
      .map(
        (each) => `${String(each['n_prompt'])} ${String(each['n_gen'])} ${String(each['n_depth'])}`,
      );
    const tests = [16, 32].flatMap((n) => [pp(n), pp(n, 64)]).concat([tg(8), tg(8, 64)]);
    const order = inMeasuredOrder(tests).map((t) => `${t.prompt} ${t.gen} ${t.depth}`);
    expect(order).toEqual(printed);
  });

  it('measures each test once', () => {
    expect(inMeasuredOrder([tg(8), pp(16), pp(16)]).map(testName)).toEqual(['pp16', 'tg8']);
  });

  it('does not accept tests that llama-bench cannot measure without others', () => {
    expect(() => inMeasuredOrder([pp(64), tg(32, 256)])).toThrow('Internal error');
  });
});
