import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listCases } from '../../../../src/model/plan/cases.ts';
import type { Constraints, Sweep } from '../../../../src/model/profile/profile.ts';
import { listFields } from '../../../../src/model/profile/parameter-value.ts';
import { makeProfile, makeTier } from '../../../support/factory.ts';

const gigabytes = (value: number) => ({ text: `${value} GB/s`, value: value * 1e9 });
const microseconds = (value: number) => ({ text: `${value} us`, value: value * 1e3 });
const sweep = (parameter: string, levels: Sweep['levels']): Sweep => ({ parameter, levels });

const cases = (constraints: Constraints, sweeps: readonly Sweep[] = []) =>
  listCases(makeProfile({ constraints, sweeps }));

describe('listCases', () => {
  it('measures the baseline alone where nothing is constrained', () => {
    expect(cases({})).toEqual([{ id: 'baseline', kind: 'baseline', constraints: {}, points: [] }]);
  });

  it('measures baseline and null where a constraint has no limit', () => {
    expect(cases({ tier: {} }).map(({ id }) => id)).toEqual(['baseline', 'null']);
    expect(cases({ volume: { backing: 'ram' } }).map(({ id }) => id)).toEqual(['baseline', 'null']);
  });

  it('makes the nominal case a point when nothing is swept', () => {
    expect(cases({ tier: { readBandwidth: 50e9 } })[2]).toEqual({
      id: 'nominal',
      kind: 'nominal',
      constraints: { tier: { readBandwidth: 50e9 } },
      points: [],
    });
  });

  it('names a case by parameter and level, and changes only that parameter', () => {
    const tier = makeTier();
    const listed = cases({ tier }, [sweep('tier.readBandwidth', [12.5, 25].map(gigabytes))]);
    expect(listed.slice(2)).toEqual(
      [12.5, 25].map((value) => ({
        id: `tier.readBandwidth=${value}GB/s`,
        kind: 'level',
        constraints: { tier: { ...tier, readBandwidth: value * 1e9 } },
        points: [
          {
            parameter: 'tier.readBandwidth',
            dimension: 'bytes-per-second',
            level: gigabytes(value),
          },
        ],
      })),
    );
  });

  it('measures the nominal values once for all sweeps that pass through them', () => {
    const listed = cases({ tier: makeTier() }, [
      sweep('tier.readBandwidth', [100, 50].map(gigabytes)),
      sweep('tier.readLatency', [5, 20].map(microseconds)),
    ]);
    expect(listed.map(({ id }) => id)).toEqual([
      'baseline',
      'null',
      'nominal',
      'tier.readBandwidth=100GB/s',
      'tier.readLatency=20us',
    ]);
    expect(listed[2]?.points.map(({ parameter, level }) => `${parameter} ${level.text}`)).toEqual([
      'tier.readBandwidth 50 GB/s',
      'tier.readLatency 5 us',
    ]);
  });

  it('knows the nominal value in another spelling', () => {
    const levels = [{ text: '50000 MB/s', value: 50e9 }];
    const listed = cases({ tier: makeTier() }, [sweep('tier.readBandwidth', levels)]);
    expect(listed.map(({ id }) => id)).toEqual(['baseline', 'null', 'nominal']);
  });

  it('leaves the nominal values out where sweeps pass them by', () => {
    const listed = cases({ tier: makeTier() }, [sweep('tier.readBandwidth', [gigabytes(25)])]);
    expect(listed.map(({ id }) => id)).toEqual(['baseline', 'null', 'tier.readBandwidth=25GB/s']);
  });

  it('gives every case an id and constraints of its own, whatever is swept', () => {
    const values = (unit: string, factor: number) =>
      fc
        .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 })
        .map((numbers) =>
          numbers.map((value) => ({ text: `${value} ${unit}`, value: value * factor })),
        );
    fc.assert(
      fc.property(values('GB/s', 1e9), values('us', 1e3), (bandwidths, latencies) => {
        const listed = cases({ tier: makeTier() }, [
          sweep('tier.readBandwidth', bandwidths),
          sweep('tier.readLatency', latencies),
        ]);
        expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
        const constraints = listed.map((each) => JSON.stringify(each.constraints));
        expect(new Set(constraints).size).toBe(listed.length);
        expect(listed.flatMap(({ points }) => points)).toHaveLength(
          bandwidths.length + latencies.length,
        );
        for (const { kind, points, constraints: own } of listed) {
          const changed = points.map(({ parameter }) => parameter);
          if (kind === 'level')
            expect(listFields(own).filter(({ path }) => !changed.includes(path))).toEqual(
              listFields({ tier: makeTier() }).filter(({ path }) => !changed.includes(path)),
            );
        }
      }),
    );
  });
});
