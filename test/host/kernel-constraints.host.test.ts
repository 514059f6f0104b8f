import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEvidence, type Evidence } from '../../src/model/evidence.ts';
import type { Constraints } from '../../src/model/profile/profile.ts';
import { judgeMemory } from '../../src/model/verdict/memory.ts';
import { makeCase } from '../support/factory.ts';
import { makeKernelRig, type KernelRig, type KernelRun } from '../support/kernel-rig.ts';

const MB = 1e6;
const MiB = 2 ** 20;
const small = ['-p', '16', '-n', '4'];

let rig: KernelRig;
beforeAll(async () => {
  rig = await makeKernelRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const fileBacked = (constraints: Constraints, args: readonly string[] = small) =>
  rig.run(constraints, { args, fileBacked: true });
const repacked = (constraints: Constraints, args: readonly string[] = small) =>
  rig.run(constraints, { args, fileBacked: false });

const found = <Kind extends Evidence['kind']>({ evidence }: KernelRun, kind: Kind) => {
  const one = findEvidence(evidence, kind);
  if (one === undefined) throw new Error(`no evidence of ${kind}`);
  return one;
};

const memoryVerdict = (constraints: Constraints, { evidence }: KernelRun) =>
  judgeMemory({ case: makeCase({ constraints }), evidence, span: 'tests' });

const exitedWell = { how: 'exited', code: 0 };

const sixtyPercent: Constraints = { memory: { max: { kind: 'model-share', share: 0.6 } } };

describe('the kernel as it holds a llama-bench', () => {
  it('counts what it needs where nothing is limited, and leaves no group behind', async ({
    skip,
  }) => {
    const bare: Constraints = { memory: {}, io: {}, cpu: {} };
    const lacking = await rig.lacks(bare);
    skip(lacking !== undefined, lacking);
    const run = await fileBacked(bare);
    expect(run.outcome.end).toEqual(exitedWell);
    const [memory, io] = [found(run, 'memory'), found(run, 'io')];
    expect(memory.limitBytes).toBeUndefined();
    expect(memory.oomKills).toBe(0);
    // All of the model is this scope's: none was in memory before, and all of it was read and charged.
    expect(found(run, 'start').evictedFor).toBe('memory');
    expect(found(run, 'start').residentBytes ?? 0).toBeLessThan(rig.model.bytes * 0.05);
    expect(memory.peakBytes).toBeGreaterThan(rig.model.bytes);
    expect(memory.fileBytesMax).toBeGreaterThan(rig.model.bytes * 0.95);
    expect(memory.anonymousBytesMax).toBeLessThan(rig.model.bytes * 0.25);
    expect(io.readBytes).toBeGreaterThan(rig.model.bytes * 0.95);
    expect(io.deviceReadBytes).toBeGreaterThan((io.readBytes ?? 0) * 0.95);
    expect(found(run, 'cpu').allowed).toMatch(/^[0-9,-]+$/);
    const { place } = found(run, 'scope');
    expect(place).toContain('emulate-test-');
    expect(existsSync(place)).toBe(false);
  });

  it('keeps a limit of memory below the model, at the price of reading again', async ({ skip }) => {
    const lacking = await rig.lacks(sixtyPercent);
    skip(lacking !== undefined, lacking);
    const run = await fileBacked(sixtyPercent);
    expect(run.outcome.end).toEqual(exitedWell);
    const memory = found(run, 'memory');
    const limit = memory.limitBytes ?? 0;
    expect(limit).toBeGreaterThan(rig.model.bytes * 0.6 - 65_536);
    expect(limit).toBeLessThanOrEqual(rig.model.bytes * 0.6);
    expect(memory.peakBytes).toBeLessThanOrEqual(limit);
    expect(memory.limitHits).toBeGreaterThan(0);
    // Each of the tests, and the warm-up before, needs two fifths of the model that cannot be there.
    expect(memory.refaultedBytes).toBeGreaterThan(rig.model.bytes);
    expect(memory.oomKills).toBe(0);
    expect(memoryVerdict(sixtyPercent, run)).toEqual({ verdict: 'bound', why: '' });
  });

  it('knows weights in the page cache from copies, by what is mapped while the tests run', async ({
    skip,
  }) => {
    const roomy: Constraints = { memory: { max: { kind: 'model-share', share: 1.5 } } };
    const lacking = await rig.lacks(roomy);
    skip(lacking !== undefined, lacking);
    // Long enough for its last quarter to be looked at.
    const run = await fileBacked(roomy, ['-p', '0', '-n', '512']);
    expect(run.outcome.end).toEqual(exitedWell);
    const memory = found(run, 'memory');
    expect(memory.mappedFileBytesLate).toBeGreaterThan(rig.model.bytes * 0.9);
    expect(memory.anonymousBytesLate).toBeLessThan(rig.model.bytes * 0.25);
    expect(memory.refaultedBytesLate).toBeLessThan(rig.model.bytes * 0.01);
    const { verdict, why } = memoryVerdict(roomy, run);
    expect(verdict).toBe('not-binding');
    expect(why).toContain('was never met');
    expect(why).not.toContain('no file behind');
  });

  it('shows repacked weights as memory without a file behind it', async ({ skip }) => {
    const lacking = await rig.lacks({ memory: {} });
    skip(lacking !== undefined, lacking);
    // Long enough to be looked at while it is alive.
    const run = await repacked({ memory: {} }, ['-p', '0', '-n', '512']);
    expect(run.outcome.end).toEqual(exitedWell);
    expect(found(run, 'memory').anonymousBytesMax).toBeGreaterThan(rig.model.bytes * 0.5);
  });

  it('kills what needs more memory than it may have, and counts that', async ({ skip }) => {
    const tight: Constraints = { memory: { max: { kind: 'bytes', bytes: 24 * MiB }, swap: 0 } };
    const lacking = await rig.lacks(tight);
    skip(lacking !== undefined, lacking);
    const run = await repacked(tight, [...small, '--load-mode', 'none']);
    expect(run.outcome.end).toEqual({ how: 'killed-by-signal', signal: 'SIGKILL' });
    const memory = found(run, 'memory');
    expect(memory.oomKills).toBeGreaterThan(0);
    expect(memory.peakBytes).toBeLessThanOrEqual(24 * MiB);
  });

  it("caps what is read from the model's device", async ({ skip }) => {
    const cap = 100 * MB;
    const capped: Constraints = { ...sixtyPercent, io: { readBandwidth: cap } };
    const lacking = await rig.lacks(capped);
    skip(lacking !== undefined, lacking);
    const run = await fileBacked(capped);
    expect(run.outcome.end).toEqual(exitedWell);
    const io = found(run, 'io');
    expect(io.readBandwidth).toBe(cap);
    const read = io.readBytes ?? io.deviceReadBytes;
    expect(read).toBeGreaterThan(rig.model.bytes);
    // The first slice of 100 ms is free.
    expect(read).toBeLessThan(cap * (1.05 * (io.wallNs / 1e9) + 0.1));
    // Loading alone asks for more than the cap.
    expect(io.busiestBytesPerSecond).toBeGreaterThan(cap / 2);
    expect(io.deviceReadBytes).toBeGreaterThan(read * 0.95);
  });

  it('keeps a workload on the processors that it may use', async ({ skip }) => {
    const lacking = await rig.lacks({ cpu: { affinity: '0' } });
    skip(lacking !== undefined, lacking);
    const run = await repacked({ cpu: { affinity: '0' } }, ['-p', '16', '-n', '0']);
    expect(run.outcome.end).toEqual(exitedWell);
    expect(found(run, 'cpu')).toEqual({ kind: 'cpu', allowed: '0', asked: '0' });
  });

  it('takes cached weights away at a rate while they are in use', async ({ skip }) => {
    const rate = 50 * MB;
    const dropped: Constraints = { pageCache: { drop: rate, before: 'each-run' } };
    const lacking = await rig.lacks(dropped);
    skip(lacking !== undefined, lacking);
    const run = await fileBacked(dropped, ['-p', '0', '-n', '16']);
    expect(run.outcome.end).toEqual(exitedWell);
    const seen = found(run, 'page-cache');
    expect(found(run, 'start').residentBytes ?? 0).toBeLessThan(rig.model.bytes * 0.05);
    expect(seen.turns).toBeGreaterThan(0);
    expect(seen.droppedBytes).toBeGreaterThan(0);
    // Never more than the rate and the second that may be owed.
    expect(seen.droppedBytes).toBeLessThan(rate * (seen.runningNs / 1e9 + 1));
    // Nothing is read again that has not left before.
    expect(seen.refaultedBytes).toBeGreaterThan(0);
    expect(seen.refaultedBytes).toBeLessThan(seen.droppedBytes * 1.05);
  });

  it('takes them away under a tight limit too, and kills nothing by it', async ({ skip }) => {
    const rate = 50 * MB;
    const both: Constraints = {
      memory: { max: { kind: 'model-share', share: 0.4 }, swap: 0 },
      pageCache: { drop: rate, before: 'each-run' },
    };
    const lacking = await rig.lacks(both);
    skip(lacking !== undefined, lacking);
    const run = await fileBacked(both, ['-p', '0', '-n', '8']);
    expect(run.outcome.end).toEqual(exitedWell);
    expect(found(run, 'memory').oomKills).toBe(0);
    const seen = found(run, 'page-cache');
    expect(seen.turns).toBeGreaterThan(2);
    expect(seen.shortTurns).toBeLessThan(seen.turns / 2);
    // What the workload evicts by itself, many times as much, does not count.
    expect(seen.droppedBytes).toBeLessThan(rate * (seen.runningNs / 1e9 + 1));
    expect(seen.refaultedBytes).toBeGreaterThan(seen.droppedBytes);
  });
});
