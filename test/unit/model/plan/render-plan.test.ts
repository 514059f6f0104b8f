import { describe, expect, it } from 'vitest';
import { expandPlan } from '../../../../src/model/plan/expand.ts';
import { renderPlan } from '../../../../src/model/plan/render-plan.ts';
import { disturbanceDefaults as disturbance } from '../../../../src/model/disturbance/defaults.ts';
import { makeProfile, makeWorkloadSpec } from '../../../support/factory.ts';

const render = (profile: Parameters<typeof expandPlan>[0]): string => {
  const plan = expandPlan(profile, { seed: 1, quick: false });
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return renderPlan(plan.value);
};

describe('renderPlan', () => {
  it('tells cases, tests and order of a plan without sweeps', () => {
    const profile = makeProfile({
      name: 'one-point',
      title: 'One point',
      constraints: { tier: { readBandwidth: 50e9 } },
      workload: makeWorkloadSpec({ rounds: 2, warmupRounds: 0, disturbance }),
    });
    expect(render(profile)).toMatchInlineSnapshot(`
      "one-point: One point
      3 cases, 2 rounds: 6 runs. Seed 1.
      Indicative only: too little is measured for intervals.

      Nominal: tier.readBandwidth 50 GB/s

      Cases (ratios are taken to null of the same round)
        1  baseline  nothing applied
        2  null      tier without limit
        3  nominal   the nominal values

      Tests of each run, in this order: pp64 tg64

      Order of the cases
        round 1  2 1 3
        round 2  3 2 1
      "
    `);
  });

  it('says where every run begins with none of the model in memory', () => {
    const words = 'Every run begins with none of the model in memory (start: cold).';
    const cold = makeWorkloadSpec({ start: 'cold' });
    expect(render(makeProfile({ workload: cold }))).toContain(`Seed 1.\n${words}\n`);
    expect(render(makeProfile())).not.toContain('begins');
  });

  it('tells that there is nothing but a baseline', () => {
    const workload = makeWorkloadSpec({ prompt: [], rounds: 1, disturbance });
    const profile = makeProfile({ name: 'bare', title: 'Bare', constraints: {}, workload });
    expect(render(profile)).toMatchInlineSnapshot(`
      "bare: Bare
      1 case, 1 round after 1 warm-up round: 2 runs. Seed 1.
      Indicative only: too little is measured for intervals.

      Nominal: nothing applied

      Cases (ratios are taken to baseline of the same round)
        1  baseline  nothing applied

      Tests of each run, in this order: tg64

      Order of the cases
        warm-up 1  1
        round 1    1
      "
    `);
  });

  it('tells how many rounds and runs there may be where rounds are added', () => {
    const adaptive = { maxRounds: 8, halfWidth: 0.015 };
    const workload = makeWorkloadSpec({ rounds: 6, adaptive });
    const text = render(makeProfile({ workload }));
    expect(text).toContain(
      '3 cases, 6 to 8 rounds after 1 warm-up round, until every interval is within 1.5 % of its ratio: 20 to 26 runs. Seed 1.\n',
    );
    expect(text).toContain(
      '\nOrder of the cases (rounds after the first 6 only as they are needed)\n',
    );
    expect(text).toContain('\n  round 8 ');
    expect(text).toContain('\nThe gate is off: disturbed runs are neither marked nor repeated.\n');
  });
});
