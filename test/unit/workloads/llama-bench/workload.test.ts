import { describe, expect, it } from 'vitest';
import { createLlamaBenchWorkload } from '../../../../src/workloads/llama-bench/workload.ts';
import { captured } from '../../../support/captured.ts';
import { outcome } from '../../../support/fakes/process-runner.ts';
import { aLlamaBench } from '../../../support/llama-bench.ts';

const tests = [16, 32, 0].flatMap((prompt) =>
  [0, 64].map((depth) => ({ prompt, gen: prompt === 0 ? 8 : 0, depth })),
);

describe('createLlamaBenchWorkload', () => {
  it('is a command line, its tests in order, and the reading of what it prints', () => {
    const workload = createLlamaBenchWorkload(aLlamaBench(), {
      model: '/m.gguf',
      tests,
      threads: 2,
    });
    if (!workload.ok) throw new Error('expected a workload');
    const { argv, env, tests: measured } = workload.value;
    expect(argv.slice(0, 9)).toEqual([
      '/opt/llama-bench',
      '-m',
      '/m.gguf',
      '-p',
      '16,32',
      '-n',
      '8',
      '-d',
      '0,64',
    ]);
    expect(env).toEqual({ GGML_NO_BACKTRACE: '1' });
    const reading = workload.value.read(outcome({ stdout: captured('results.jsonl') }));
    expect(reading.tests.map(({ test }) => test)).toEqual(measured);
    expect(reading).toMatchObject({ warnings: [] });
  });

  it.each([
    [[], 1],
    [['-r', '3'], 3],
    [['--repetitions', '3', '-r', '5'], 5],
  ])('measures each test as often as %j says', (extra, repetitions) => {
    expect(
      createLlamaBenchWorkload(aLlamaBench(), { model: '/m.gguf', tests, threads: 2, extra }),
    ).toMatchObject({ ok: true, value: { repetitions } });
  });

  it('asks for weights that stay in the file', () => {
    const workload = createLlamaBenchWorkload(aLlamaBench({ fileBackedWeights: true }), {
      model: '/m.gguf',
      tests,
      threads: 2,
      fileBackedWeights: true,
    });
    expect(workload).toMatchObject({
      ok: true,
      value: { env: { EMULATE_FILE_BACKED_WEIGHTS: '1' } },
    });
  });

  it('passes on why no command line can be written', () => {
    expect(
      createLlamaBenchWorkload(aLlamaBench(), { model: '/a,b.gguf', tests, threads: 2 }),
    ).toMatchObject({ ok: false, failure: { reason: 'model-unusable' } });
  });
});
