import process from 'node:process';
import { expect, it } from 'vitest';
import { judgeHeld } from '../../scripts/soak/judge.ts';
import { casesOfSweep, soak } from '../../scripts/soak/sweep.ts';
import { builtCommand } from '../support/end-to-end.ts';
import { hasScript } from '../support/pseudo-terminal.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const whyNot =
  process.getuid?.() === 0
    ? (await hasScript())
      ? undefined
      : "there is no 'script' of util-linux, which makes terminals"
    : 'limits of the kernel need root here';

/** Growth of memory is not judged: so few runs are the time in which Node.js compiles and makes room. */
const isOfMemory = (what: string): boolean => what.includes('memory');

it.skipIf(whyNot !== undefined)(
  `a sweep of many runs leaves nothing behind that it had at its beginning${whyNot === undefined ? '' : ` (${whyNot})`}`,
  async () => {
    await using folder = await makeTemporaryFolder();
    const rounds = 6;
    const soaked = await soak({
      ...{ rounds, folder: folder.path, program: builtCommand()[1] },
      ...{ lookEveryMs: 500, apart: false, tierOnly: false },
    });
    expect(soaked.planned).toBe(rounds * casesOfSweep);
    expect(judgeHeld(soaked).filter(({ what, good }) => !good && !isOfMemory(what))).toEqual([]);
  },
);
