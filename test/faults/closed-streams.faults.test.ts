import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readdir, rm } from 'node:fs/promises';
import { builtCommand, recordedIn } from '../support/end-to-end.ts';
import {
  codesOfWhole,
  everyConstraint,
  makeFaultRig,
  type FaultRig,
} from '../support/fault-rig.ts';
import type { HostSnapshot } from '../support/host-snapshot.ts';
import { shellLine } from '../support/pseudo-terminal.ts';

let rig: FaultRig;
let before: HostSnapshot;
let lacking: string | undefined;

beforeAll(async () => {
  rig = await makeFaultRig('closed-streams', everyConstraint());
  ({ before, lacking } = await rig.begin());
});

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const name of await readdir(rig.results))
    await rm(join(rig.results, name), { recursive: true });
});

/** Runs the sweep in a shell line in which it is `emulate`, and gives its own exit code and what else was said. */
const sweepIn = async (line: string): Promise<{ readonly code: number; readonly all: string }> => {
  const note = join(rig.path, 'said/code');
  const command = shellLine([...builtCommand(), '-v', ...rig.sweep]);
  const script = line.replace('emulate', `{ ${command}; echo $? > '${note}'; }`);
  const { all } = await execa('sh', ['-c', script], {
    cwd: rig.path,
    env: rig.env,
    reject: false,
    all: true,
  });
  return { code: Number(await readFile(note, 'utf8')), all };
};

describe('a sweep with every constraint', () => {
  it.for([
    ['nobody reads its results', 'emulate | true', [0]],
    ['nobody reads its messages', '{ emulate 2>&1 >&3 | head -1; } 3>&1', codesOfWhole],
    ['nobody reads anything', 'emulate 2>&1 | head -1', [0, ...codesOfWhole]],
    ['its streams are closed', 'emulate >&- 2>&-', codesOfWhole],
    ['its messages go to a full disk', 'emulate 2> /dev/full', codesOfWhole],
  ] as const)(
    'is made to its end where %s; the host is given back',
    async ([, line, codes], { skip }) => {
      skip(lacking !== undefined, lacking);
      const { code, all } = await sweepIn(line);
      expect(codes, all).toContain(code);
      expect(all).not.toMatch(/\n\s+at .+:\d+:\d+/);
      expect(await rig.changesSince(before)).toEqual([]);
      const { folder, manifest, runs } = await recordedIn(rig.results);
      expect(runs.map(({ index }) => index)).toEqual(manifest.plan.runs.map(({ index }) => index));
      expect(await readdir(folder)).toContain('report.html');
    },
  );

  it('fails in words where its results go to a full disk', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    const { code, all } = await sweepIn('emulate > /dev/full');
    expect(code).toBe(1);
    expect(all).toContain('emulate: results could not be written: ');
    expect(all).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(await rig.changesSince(before)).toEqual([]);
  });
});
