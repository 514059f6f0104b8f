import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  codesOfWhole,
  everyConstraint,
  makeFaultRig,
  type FaultRig,
} from '../support/fault-rig.ts';
import type { HostSnapshot } from '../support/host-snapshot.ts';
import { recordedIn } from '../support/end-to-end.ts';

let rig: FaultRig;
let before: HostSnapshot;
let lacking: string | undefined;

beforeAll(async () => {
  rig = await makeFaultRig('two-tools', everyConstraint());
  ({ before, lacking } = await rig.begin());
});

afterAll(() => rig[Symbol.asyncDispose]());

describe('ten sweeps that are started at once', () => {
  it('are one, and nine that say which one it is; it is unharmed', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    const busy = 5;
    const started = Array.from({ length: 10 }, () => rig.start(rig.sweep));
    const ended = await Promise.all(
      started.map(async (each) => ({ pid: each.pid, ...(await each.ended) })),
    );
    const [winner, ...more] = ended.filter(({ code }) => code !== busy);
    expect(more).toEqual([]);
    expect(codesOfWhole).toContain(winner?.code);
    for (const { err, out } of ended.filter(({ code }) => code === busy)) {
      expect(err).toContain(
        `Another measurement is running on this host: profile 'every-constraint', process ${winner?.pid},`,
      );
      expect(out).toBe('');
    }
    expect(await readdir(rig.results)).toHaveLength(1);
    const { manifest, runs } = await recordedIn(rig.results);
    expect(runs.map(({ index }) => index)).toEqual(manifest.plan.runs.map(({ index }) => index));
    expect(runs.map(({ outcome }) => outcome.status)).toEqual(runs.map(() => 'completed'));
    expect(await rig.changesSince(before)).toEqual([]);
  });
});
