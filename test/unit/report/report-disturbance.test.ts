import { describe, expect, test } from 'vitest';
import type { DisturbanceLimits } from '../../../src/model/profile/profile.ts';
import type { RunRecord } from '../../../src/model/run-record.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderDisturbance } from '../../../src/report/report-disturbance.ts';
import {
  baselineCase,
  makeCase,
  makeDisturbance,
  makeDisturbanceLimits,
  makeHostActivity,
  makeManifest,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeWorkloadSpec,
  nullCase,
} from '../../support/factory.ts';

const cases = [baselineCase, nullCase];
const quiet = { activity: makeHostActivity(), why: [] };
const disturbed = {
  disturbance: makeDisturbance(),
  verdict: { verdict: 'disturbed', why: 'waited' },
} as const;

/** Four rounds of two cases, on a quiet machine unless a test says otherwise. */
const sweep = (
  change: (run: RunRecord) => readonly RunRecord[] = (run) => [run],
  limits: DisturbanceLimits = makeDisturbanceLimits(),
) => {
  const workload = makeWorkloadSpec({ rounds: 4, disturbance: limits });
  const profile = makeProfile({ workload, requirements: [] });
  const runs = makeRuns(cases, 4, 1);
  const manifest = makeManifest({ plan: makePlan({ profile, cases, runs }) });
  const records = runs.flatMap(({ caseId, ...run }) =>
    change(makeRunRecord({ ...run, case: caseId, disturbance: quiet })),
  );
  return renderDisturbance(deriveFindings({ manifest, runs: records }));
};
const golden = (name: string): string => `../../golden/report-disturbance/${name}.md`;

describe('the report on disturbances', () => {
  test('says of a quiet machine how quiet it was', async () => {
    const text = sweep();
    expect(text).toContain(
      'Of 8 runs that were to count 0 were disturbed; 0 repetitions were made',
    );
    await expect(text).toMatchFileSnapshot(golden('quiet'));
  });

  test('lists what was disturbed, why, and what became of it', async () => {
    const text = sweep((run) => {
      if (run.round === -1 && run.case === 'null') return [{ ...run, ...disturbed }];
      if (run.round === 1 && run.case === 'baseline')
        return [
          { ...run, ...disturbed },
          { ...run, attempt: 1 },
        ];
      return run.round > 0 && run.case === 'null'
        ? [0, 1, 2].map((attempt) => ({ ...run, ...disturbed, attempt }))
        : [run];
    });
    expect(text).toContain(
      'Of 8 runs that were to count 4 were disturbed; 7 repetitions were made, and 3 remained',
    );
    await expect(text).toMatchFileSnapshot(golden('loud'));
  });

  test('says what the gate does not judge here', () => {
    const crowded = sweep((run) => [{ ...run, workload: { n_threads: 4 } }]);
    expect(crowded).toContain('In 10 runs the workload had more threads than processors');
    const bare = { activity: { wallNs: 1e9, cpus: 2 }, why: [] };
    expect(sweep((run) => [{ ...run, disturbance: bare }])).toContain('| not told here |');
  });

  test('says what cases that read from a device are excused', () => {
    const findings = (plan: Parameters<typeof makePlan>[0]) =>
      deriveFindings({
        manifest: makeManifest({ plan: makePlan(plan) }),
        runs: [makeRunRecord({ disturbance: quiet })],
      });
    const profile = makeProfile({
      workload: makeWorkloadSpec({ disturbance: makeDisturbanceLimits() }),
    });
    const capped = makeCase({ constraints: { io: { readBandwidth: 1e9 } } });
    const text = renderDisturbance(findings({ profile, cases: [baselineCase, capped] }));
    expect(text).toContain("the kernel's own threads and interrupts work");
    expect(text).not.toContain('page faults waited for a device although');
  });

  test('says that nothing is known of runs that were recorded before', () => {
    const before = sweep(({ disturbance: _, ...run }) => [run]);
    expect(before).toContain('Nothing was recorded of what else the machine did');
  });

  test('says of a profile without repetitions that there are none', () => {
    const text = sweep(undefined, makeDisturbanceLimits({ repeats: 0 }));
    expect(text).toContain('No run is made again.');
  });

  test('says that the gate was off, and what was seen', () => {
    const workload = makeWorkloadSpec({ rounds: 1 });
    const profile = makeProfile({ workload });
    const plan = makePlan({ profile, cases, runs: makeRuns(cases, 1) });
    const runs = plan.runs.map(({ caseId, ...run }) =>
      makeRunRecord({ ...run, case: caseId, disturbance: quiet }),
    );
    const off = (records: readonly RunRecord[]) =>
      renderDisturbance(deriveFindings({ manifest: makeManifest({ plan }), runs: records }));
    expect(off(runs)).toContain('The gate was off');
    expect(off(runs)).toContain('What was seen of 2 recorded runs');
    expect(off(runs.map(({ disturbance: _, ...run }) => run))).toContain('Nothing was recorded');
  });
});
