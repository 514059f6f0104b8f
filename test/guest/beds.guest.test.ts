import { readdir } from 'node:fs/promises';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { skipWithout, type Bed } from '../support/bed.ts';
import { packageFolder, runCommand } from '../support/command-line.ts';
import { processesWith, until } from '../support/end-to-end.ts';
import { guestBed } from '../support/guest.ts';
import { nestedSystemdBed } from '../support/nested-systemd.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

/** Control groups that a nested systemd left, by the id of the script that made them. */
const groupsOf = async (pid: number): Promise<readonly string[]> => {
  const hierarchies = await readdir('/sys/fs/cgroup');
  const groups = await Promise.all(
    hierarchies.map((name) => readdir(`/sys/fs/cgroup/${name}`).catch((): string[] => [])),
  );
  return groups.flat().filter((name) => name === `emulate-nested-${pid}`);
};

describe.each([
  { launcher: 'guest/run', openBed: guestBed },
  { launcher: 'nested-systemd', openBed: nestedSystemdBed },
])('the script $launcher', ({ launcher, openBed }) => {
  const program = `${packageFolder}scripts/${launcher}`;
  let bed: Bed;

  beforeAll(async () => {
    bed = await openBed();
  });

  it("prints both streams and ends with the command's exit code", async (context) => {
    skipWithout(bed, context);
    const ended = await runCommand([program], ['--', 'echo out; echo err >&2; id -u; exit 42']);
    expect(ended).toEqual({ code: 42, out: 'out\nerr\n0\n', err: '' });
  });

  it.for([
    { how: 'the time limit', args: ['-t', '3'], signal: undefined, code: 124 },
    { how: 'SIGTERM', args: [], signal: 'SIGTERM', code: 143 },
  ] as const)('leaves nothing when $how ends it', async ({ args, signal, code }, context) => {
    skipWithout(bed, context);
    await using folder = await makeTemporaryFolder();
    const child = execa(program, [...args, '--', 'sleep 1000'], {
      env: { TMPDIR: folder.path },
      reject: false,
    });
    await until('it has begun', async () => (await readdir(folder.path)).length > 0);
    if (signal !== undefined) child.kill(signal);
    expect((await child).exitCode).toBe(code);
    expect(await readdir(folder.path)).toEqual([]);
    expect(await processesWith(folder.path)).toEqual([]);
    expect(await groupsOf(child.pid ?? NaN)).toEqual([]);
  });
});

describe('the clock of the guest', () => {
  it("does not run ahead of this machine's, with which it was set when the guest was called", async (context) => {
    const bed = await guestBed();
    skipWithout(bed, context);
    const { out } = await bed.run('sleep 5; date +%s%3N');
    expect(Number(out)).toBeLessThanOrEqual(Date.now());
  });
});
