import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostActivity } from '../../../src/model/disturbance/activity.ts';
import { createActivityPacker } from '../../../src/model/packed-activity.ts';

const names = HostActivity.keyof().options;
const number = fc.double({ noNaN: true });

const activities: fc.Arbitrary<HostActivity> = fc.record(
  {
    ...{ wallNs: number, cpus: number, ranNs: number, queuedNs: number, busyNs: number },
    ...{ ownNs: number, kernelNs: number, allowedCpus: number, stealNs: number },
    ...{ throttledNs: number, cpuPressureNs: number, majorFaults: number, hotNs: number },
  },
  { requiredKeys: ['wallNs', 'cpus'] },
);

/** Its members are read from columns: none is its own. */
const membersOf = (activity: HostActivity): HostActivity =>
  HostActivity.parse(
    Object.fromEntries(
      names.flatMap((name) => (activity[name] === undefined ? [] : [[name, activity[name]]])),
    ),
  );

describe('packed activities', () => {
  it('say what the activities said, whatever was packed before and after them', () => {
    fc.assert(
      fc.property(fc.array(activities), (given) => {
        const valuesOf = (each: HostActivity) => names.map((name) => each[name]);
        expect(given.map(createActivityPacker()).map(valuesOf)).toEqual(given.map(valuesOf));
      }),
    );
  });

  it('go on in a further column where one is full', () => {
    const pack = createActivityPacker();
    const packed = Array.from({ length: 2000 }, (_, at) =>
      pack({ wallNs: at, cpus: 2, hotNs: 3 * at }),
    );
    expect(packed.map(membersOf)).toEqual(
      Array.from({ length: 2000 }, (_, at) => ({ wallNs: at, cpus: 2, hotNs: 3 * at })),
    );
  });
});
