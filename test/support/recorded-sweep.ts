import { z } from 'zod';
import type { Dataset } from '../../src/model/dataset.ts';
import { expandPlan } from '../../src/model/plan/expand.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Profile } from '../../src/model/profile/profile.ts';
import type { Sample } from '../../src/model/run-record.ts';
import { metricOf, testName } from '../../src/model/test-name.ts';
import {
  makeManifest,
  makeModelFacts,
  makeRunRecord,
  makeSample,
  makeTierTestEvidence,
} from './factory.ts';

/** What `test/fixtures/estimate/make.py` keeps of a recorded sweep. */
const RecordedSweep = z.object({
  profile: z.custom<Profile>((value) => typeof value === 'object' && value !== null),
  modelBytes: z.number(),
  threads: z.number(),
  bytesPerToken: z.number(),
  runs: z.array(z.array(z.number())),
  rates: z.array(z.array(z.number())),
});

const beginMs = Date.UTC(2026, 2, 1, 12);

const samplesOf = (
  { tests }: Plan,
  rates: readonly number[] | undefined,
  bytesPerToken: number,
): Sample[] =>
  tests.map((test, at) =>
    makeSample({
      test: testName(test),
      metric: metricOf(test),
      tokensPerSecond: rates?.[at] ?? 1,
      tier: makeTierTestEvidence({ bytesFetched: bytesPerToken * 64, steps: 64 }),
    }),
  );

/** A recorded sweep, as far as estimates look at it: only the runs of baseline and null have their rates. */
export const makeRecordedSweep = (fixture: unknown): Dataset => {
  const recorded = RecordedSweep.parse(fixture);
  const expanded = expandPlan(recorded.profile, { seed: 1, quick: false });
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.failure));
  const plan = expanded.value;
  const rates = [...recorded.rates];
  const runs = recorded.runs.map(
    ([index = 0, round = 0, attempt = 0, at = 0, startMs = 0, durationMs = 0]) => {
      const subject = plan.cases[at];
      const isUnlimited = subject?.kind === 'baseline' || subject?.kind === 'null';
      return makeRunRecord({
        ...{ index, round, attempt, durationMs },
        case: subject?.id ?? '',
        startedUtc: new Date(beginMs + startMs).toISOString(),
        workload: { n_threads: recorded.threads },
        samples: samplesOf(
          plan,
          isUnlimited ? rates.shift() : undefined,
          isUnlimited ? 0 : recorded.bytesPerToken,
        ),
      });
    },
  );
  return {
    manifest: makeManifest({ plan, model: makeModelFacts({ bytes: recorded.modelBytes }) }),
    runs,
  };
};
