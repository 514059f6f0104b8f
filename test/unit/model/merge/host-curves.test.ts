import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPoints } from '../../../../src/model/curve/curves.ts';
import {
  deriveHostCurves,
  findSpread,
  pointOf,
  type HostCurves,
} from '../../../../src/model/merge/host-curves.ts';
import { joinShards } from '../../../../src/model/merge/join-shards.ts';
import { asSources, shardSweep, valueOf } from '../../../support/shards.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const sweep = makeSyntheticSweep();
const shards = shardSweep(sweep, 2);
const { manifest } = valueOf(
  joinShards(asSources(shards), { allowUnlike: false, allowGaps: false }),
);
const hosts = deriveHostCurves({ manifest, runs: shards.flatMap(({ runs }) => runs) });
const [first] = hosts;
const point = first === undefined ? undefined : allPoints(first.curves).find(({ ratio }) => ratio);
if (first === undefined || point?.ratio === undefined) throw new Error('no ratio');
const { ratio } = point;

/** Machines with these ratios at the point. */
const withRatios = (values: readonly number[]): readonly HostCurves[] =>
  values.map((value) => ({
    host: first.host,
    curves: {
      ...first.curves,
      ...{ sweeps: [], design: [], null: [] },
      nominal: [{ ...point, ratio: { ...ratio, value } }],
    },
  }));
const { caseId, test } = point;
const spreadOf = (values: readonly number[]) => findSpread(withRatios(values), { caseId, test });

describe('the curves of each machine', () => {
  it('are there for several machines only', () => {
    expect(deriveHostCurves(sweep)).toEqual([]);
    expect(hosts.map(({ host }) => host.name)).toEqual(['node-1', 'node-2']);
  });

  it('rest on its own runs alone', () => {
    for (const each of hosts) {
      const rounds = pointOf(each, { caseId, test })?.rounds;
      expect(rounds).toBe(manifest.plan.profile.workload.rounds / 2);
    }
    expect(pointOf(first, { caseId: 'none', test })).toBeUndefined();
  });
});

describe('how far machines are apart', () => {
  it('is what the formula says', () => {
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([0.5])).toEqual({ hosts: 1, low: 0.5, high: 0.5 });
    const spread = spreadOf([0.5, 0.5 * Math.E ** 2]);
    // Logarithms 2 apart deviate by the root of 2.
    expect(spread?.deviation).toBeCloseTo(Math.exp(Math.SQRT2) - 1, 12);
  });

  it('is none for equal machines, and the same for machines that are all faster', () => {
    const values = fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 10, noNaN: true }), (ratios, factor) => {
        const [one, other] = [spreadOf(ratios), spreadOf(ratios.map((each) => each * factor))];
        expect(other?.deviation).toBeCloseTo(one?.deviation ?? NaN, 6);
        expect(one).toMatchObject({ low: Math.min(...ratios), high: Math.max(...ratios) });
        expect(spreadOf(ratios.map(() => factor))?.deviation).toBeCloseTo(0, 9);
      }),
    );
  });
});
