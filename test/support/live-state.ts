import { advanceState, nothingYet, type LiveState } from '../../src/cli/live/state.ts';
import type { Event } from '../../src/model/event.ts';
import { disturbanceDefaults } from '../../src/model/disturbance/defaults.ts';
import { makeSyntheticSweep } from './synthetic-sweep.ts';

/** What a recorded sweep with two parameters and two tests told while it was made. */
export const eventsOfSweep = (gate = true): readonly Event[] => {
  const { manifest, runs } = makeSyntheticSweep();
  const { profile } = manifest.plan;
  const workload = {
    ...profile.workload,
    ...(gate ? { disturbance: disturbanceDefaults } : {}),
  };
  const plan = { ...manifest.plan, profile: { ...profile, workload } };
  return [
    { kind: 'step-began', step: 'hash the model' },
    { kind: 'step-ended', step: 'hash the model' },
    { kind: 'sweep-began', plan, folder: '/results' },
    ...runs.flatMap((record): readonly Event[] => {
      const run = plan.runs.find(({ index }) => index === record.index);
      if (run === undefined) throw new Error(`no run ${record.index} in the plan`);
      const live = (elapsedMs: number): Event => ({
        kind: 'run-live',
        run,
        bytesFetched: run.caseId === 'baseline' ? 0 : elapsedMs * 12.34e6,
        steps: Math.floor(elapsedMs / 40),
        waits: Math.floor(elapsedMs / 2),
        waitNs: Math.floor(elapsedMs / 2) * 85_000,
        elapsedMs,
      });
      return [
        { kind: 'run-began', run, plan },
        ...[500, 1000, 1500, 2000, 2500].map(live),
        { kind: 'run-ended', run, record, kept: record },
        ...(record.index % 9 === 4
          ? [
              {
                kind: 'run-disturbed' as const,
                run,
                why: ["other programs' share of the processor time: 4.1 % (limit 2 %)"],
                again: true,
              },
            ]
          : []),
      ];
    }),
    { kind: 'sweep-ended', folder: '/results', failed: 1 },
  ];
};

/** The state after events, each of which came half a second after the one before it. */
export const stateAfter = (events: readonly Event[]): LiveState =>
  events.reduce((state, event, at) => advanceState(state, event, at * 500), nothingYet);
