import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../../../src/model/calibration/calibration.ts';
import {
  checkByCalibration,
  describeWarning,
} from '../../../../src/model/calibration/check-cases.ts';
import type { Case } from '../../../../src/model/plan.ts';
import type { TierConstraint } from '../../../../src/model/profile/profile.ts';
import { makeCalibration, makePoint } from '../../../support/calibration.ts';
import { baselineCase, makeCase, nullCase } from '../../../support/factory.ts';

const tierCase = (tier: TierConstraint, id = 'nominal'): Case =>
  makeCase({ id, constraints: { tier } });

const check = (tier: TierConstraint, calibration: Calibration = makeCalibration()) =>
  checkByCalibration([tierCase(tier)], calibration);

const nothing = { misses: [], warnings: [], unknownUnits: [] };

describe('a plan held against a calibration', () => {
  it('has nothing against it where the tier delivered what is asked', () => {
    expect(check({ readBandwidth: 50e9 })).toEqual(nothing);
    expect(check({ readLatency: { kind: 'fixed', value: 10_000 } })).toEqual(nothing);
    expect(check({})).toEqual(nothing);
  });

  it('cannot be measured beyond the ceiling', () => {
    expect(check({ readBandwidth: 300e9 })).toEqual({
      misses: [
        {
          what: "case 'nominal': asked 300 GB/s, this host's tier delivers at most 200 GB/s (calibrated 2026-03-01)",
          remedy: "ask for less than 200 GB/s, or measure again with 'emulate calibrate'",
        },
      ],
      warnings: [],
      unknownUnits: [],
    });
  });

  it('is warned of in the upper half below the ceiling', () => {
    const { misses, warnings } = check({ readBandwidth: 120e9 });
    expect(misses).toEqual([]);
    expect(warnings.map(describeWarning)).toEqual([
      "case 'nominal': asked 120 GB/s, more than half of the most that this host's tier delivers, 200 GB/s (calibrated 2026-03-01)",
    ]);
    expect(check({ readBandwidth: 100e9 })).toEqual(nothing);
  });

  it('is judged by the bandwidth that its accesses in flight can reach', () => {
    const tier: TierConstraint = {
      readBandwidth: 300e9,
      ...{ accessSize: 4096, queueDepth: 100, readLatency: { kind: 'fixed', value: 10_000 } },
    };
    expect(check(tier).misses).toEqual([]);
  });

  it('is warned of near a level that was missed', () => {
    const calibration = makeCalibration({
      points: [
        makePoint({ asked: 50e9, values: [40e9] }),
        makePoint({ asked: 5e9, values: [5e9] }),
      ],
    });
    expect(check({ readBandwidth: 60e9 }, calibration).warnings.map(describeWarning)).toEqual([
      "case 'nominal': asked 60 GB/s; where calibration asked 50 GB/s, this host's tier delivered 40 GB/s (-20 %, measured 2026-03-01)",
    ]);
    expect(check({ readBandwidth: 15e9 }, calibration)).toEqual(nothing);
    expect(check({ readBandwidth: 101e9 }, calibration)).toEqual(nothing);
  });

  it('is warned of below the floor of latency, but may be measured', () => {
    const asked = (value: number) => check({ readLatency: { kind: 'fixed', value } });
    expect(asked(1_000)).toMatchObject({
      misses: [],
      warnings: [
        {
          text: "asked 1 us, less than this host's tier takes for a unit by itself, 5 us (calibrated 2026-03-01)",
        },
      ],
    });
    expect(asked(2_500)).toEqual(nothing);
    expect(
      check({ readLatency: { kind: 'quantiles', p50: 1_000, p99: 50_000 } }).warnings,
    ).toHaveLength(1);
  });

  it('knows nothing of units of another size', () => {
    expect(check({ readBandwidth: 300e9, unitSize: 2 ** 20 })).toEqual({
      ...nothing,
      unknownUnits: [2 ** 20],
    });
  });

  it('says the same of several cases once', () => {
    const tier = { readBandwidth: 120e9 };
    const { warnings } = checkByCalibration(
      [tierCase(tier, 'one'), tierCase(tier, 'other')],
      makeCalibration(),
    );
    expect(warnings.map(describeWarning)).toEqual([
      expect.stringMatching(/^cases 'one', 'other': /),
    ]);
  });

  it('has nothing to say of the cases without limits', () => {
    expect(checkByCalibration([baselineCase, nullCase], makeCalibration())).toEqual(nothing);
  });
});
