import { describe, expect, test } from 'vitest';
import { circumstancesOf } from '../../../../src/model/disturbance/circumstances.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import {
  baselineCase,
  makeCase,
  makePlan,
  makeProfile,
  makeTier,
  makeWorkloadSpec,
} from '../../../support/factory.ts';

const of = (constraints: Constraints, facts: Record<string, string | number> = {}) => {
  const subject = makeCase({ constraints });
  const plan = makePlan({ cases: [baselineCase, subject] });
  return {
    own: circumstancesOf(plan, subject, 1000, facts),
    baseline: circumstancesOf(plan, baselineCase, 1000, facts),
  };
};

describe('what a plan does to its runs', () => {
  test('is nothing under a tier, which the workload waits for by itself', () => {
    expect(of({ tier: makeTier() }).own).toEqual({
      modelBytes: 1000,
      usesDevice: false,
      evicts: false,
    });
  });

  test('holds the threads that llama-bench tells of, and the processors that the case allows', () => {
    expect(of({ cpu: { affinity: '0-2,5' } }, { n_threads: 3 }).own).toMatchObject({
      threads: 3,
      allowedCpus: 4,
    });
    expect(of({ cpu: { affinity: '0' } }, { n_threads: 'many' }).own).not.toHaveProperty('threads');
    expect(of({ cpu: { affinity: '0' } }).baseline).not.toHaveProperty('allowedCpus');
  });

  test.each<Constraints>([
    { memory: {} },
    { volume: {} },
    { io: { readBandwidth: 1 } },
    { pageCache: { drop: 1 } },
  ])('leaves the page cache without the model for all its cases under %o', (constraints) => {
    const { own, baseline } = of(constraints);
    for (const each of [own, baseline])
      expect(each).toMatchObject({ evicts: true, usesDevice: true });
  });

  test('begins each run without the page cache at a cold start', () => {
    const profile = makeProfile({ workload: makeWorkloadSpec({ start: 'cold' }) });
    expect(circumstancesOf(makePlan({ profile }), baselineCase, 1, {}).evicts).toBe(true);
  });

  test('has the kernel work for a load beside the runs of its case', () => {
    expect(of({ background: {} }).own).toMatchObject({ usesDevice: true, evicts: false });
    expect(of({ background: {} }).baseline).toMatchObject({ usesDevice: false });
  });
});
