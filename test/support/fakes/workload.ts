import type { TestSpec } from '../../../src/model/test-name.ts';
import type { ProcessOutcome } from '../../../src/ports/process-runner.ts';
import type { MeasuredTest, Workload, WorkloadReading } from '../../../src/ports/workload.ts';

const tests: readonly TestSpec[] = [
  { prompt: 64, gen: 0, depth: 0 },
  { prompt: 0, gen: 4, depth: 0 },
];

/** What the fake workload prints for its tests when all goes well. */
export const measuredTests: readonly MeasuredTest[] = tests.map((test) => ({
  test,
  repetitionsNs: [(test.prompt + test.gen) * 1e6],
}));

/** A program with two tests of one repetition; `read` decides what is made of an outcome. */
export const createFakeWorkload = (
  read: (outcome: ProcessOutcome) => Partial<WorkloadReading> = () => ({}),
): Workload => ({
  argv: ['/bin/workload', '--measure'],
  tests,
  repetitions: 1,
  env: { WORKLOAD: 'yes', SHARED: 'workload' },
  read: (outcome) => ({
    tests: measuredTests,
    facts: { build: 'b1' },
    warnings: [],
    ...read(outcome),
  }),
});
