import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedIn } from '../support/end-to-end.ts';
import {
  codesOfWhole,
  everyConstraint,
  makeFaultRig,
  type FaultRig,
} from '../support/fault-rig.ts';
import type { HostSnapshot } from '../support/host-snapshot.ts';
import { reachPhase } from '../support/kill-moments.ts';

const clock = fileURLToPath(new URL('../fixtures/clock/set-back.mjs', import.meta.url));
const twoHoursMs = 2 * 60 * 60 * 1000;

let rig: FaultRig;
let before: HostSnapshot;
let lacking: string | undefined;

beforeAll(async () => {
  rig = await makeFaultRig('clock', everyConstraint(2));
  ({ before, lacking } = await rig.begin());
});

afterAll(() => rig[Symbol.asyncDispose]());

const when = (): string => join(rig.path, 'said/set-back');

/** The program's own clock, not the machine's, which belongs to everybody. */
const settable = () => ({
  env: { NODE_OPTIONS: `--import=${clock}`, SET_BACK_WHEN: when() },
});

const setBack = (): Promise<void> => writeFile(when(), '');

beforeEach(async () => {
  await rm(when(), { force: true });
  for (const name of await readdir(rig.results))
    await rm(join(rig.results, name), { recursive: true });
});

describe('a clock that is set back by two hours during a sweep', () => {
  it('changes no duration; the runs are in order, and can be reported', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    const began = performance.now();
    await using started = rig.start(['-v', ...rig.sweep], settable());
    // The record has its date by then.
    await reachPhase('running', started, rig.path);
    await setBack();
    const ended = await started.ended;
    const tookMs = performance.now() - began;
    expect(codesOfWhole, ended.err).toContain(ended.code);
    const { folder, manifest, runs } = await recordedIn(rig.results);
    expect(runs.map(({ index }) => index)).toEqual(manifest.plan.runs.map(({ index }) => index));
    const { createdUtc } = manifest;
    expect(Date.parse(createdUtc) - Date.parse(runs.at(-1)?.startedUtc ?? '')).toBeGreaterThan(
      twoHoursMs - tookMs,
    );
    for (const run of runs) {
      expect(run.outcome).toEqual({ status: 'completed' });
      expect(run.durationMs).toBeGreaterThan(0);
      expect(run.durationMs).toBeLessThan(tookMs);
      for (const { repetitionsNs } of run.samples)
        expect(repetitionsNs.every((ns) => ns > 0)).toBe(true);
    }
    expect(await rig.changesSince(before)).toEqual([]);
    expect(await rig.run(['report', folder])).toMatchObject({ code: 0 });

    // Now there is a folder that is two hours younger than the next one.
    const next = await rig.run(rig.sweep, settable());
    expect(codesOfWhole, next.err).toContain(next.code);
    const names = (await readdir(rig.results)).toSorted();
    expect(names).toHaveLength(2);
    expect(names[1]).toBe(basename(folder));
  });

  it('changes nothing about what is undone, and in which order, nor about resuming', async ({
    skip,
  }) => {
    skip(lacking !== undefined, lacking);
    await using started = rig.start(['-v', ...rig.sweep], settable());
    // The later changes of a volume are noted down as the earlier ones.
    await reachPhase('making the volume', started, rig.path);
    await setBack();
    await reachPhase('running', started, rig.path);
    started.signal('SIGKILL');
    await started.ended;
    expect(await rig.run(['cleanup'])).toMatchObject({ code: 0 });
    expect(await rig.changesSince(before)).toEqual([]);
    const [name = ''] = await readdir(rig.results);
    const resumed = await rig.run(['--resume', join(rig.results, name)]);
    expect(codesOfWhole, resumed.err).toContain(resumed.code);
    const { manifest, runs } = await recordedIn(rig.results);
    expect(runs.map(({ index }) => index)).toEqual(manifest.plan.runs.map(({ index }) => index));
    expect(await rig.changesSince(before)).toEqual([]);
  });
});
