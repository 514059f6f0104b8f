import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readResults } from '../../src/store/read-results.ts';
import { builtCommand, until } from '../support/end-to-end.ts';
import {
  codesOfWhole,
  everyConstraint,
  makeFaultRig,
  type FaultRig,
} from '../support/fault-rig.ts';
import type { HostSnapshot } from '../support/host-snapshot.ts';
import { reachPhase } from '../support/kill-moments.ts';
import { hasScript, shellLine, startOnTerminal } from '../support/pseudo-terminal.ts';

let rig: FaultRig;
let before: HostSnapshot;
let lacking: string | undefined;
let canStart = false;
/** Folders of results that were there before a test. */
let known: readonly string[] = [];

beforeAll(async () => {
  rig = await makeFaultRig('signals', everyConstraint());
  ({ before, lacking } = await rig.begin());
  canStart = await hasScript();
});

afterAll(() => rig[Symbol.asyncDispose]());

afterEach(async () => {
  known = await readdir(rig.results);
});

/** The folder that this test's sweep made. */
const newFolder = async (): Promise<string> => {
  const names = (await readdir(rig.results)).filter((name) => !known.includes(name));
  expect(names).toHaveLength(1);
  return join(rig.results, names[0] ?? '');
};

/** What was interrupted goes on where it was, to every planned run once. */
const expectResumable = async (folder: string): Promise<void> => {
  expect(await rig.run(['report', folder])).toMatchObject({ code: 0 });
  const resumed = await rig.run(['--resume', folder]);
  expect(codesOfWhole, resumed.err).toContain(resumed.code);
  const results = await readResults(folder);
  if (!results.ok) throw new Error(JSON.stringify(results.failure));
  expect(results.value.runs.map(({ index }) => index)).toEqual(
    results.value.manifest.plan.runs.map(({ index }) => index),
  );
  expect(await rig.changesSince(before)).toEqual([]);
};

describe('a sweep with every constraint', () => {
  it.for([
    ['SIGINT', 130, 'running'],
    ['SIGTERM', 143, 'acquiring'],
    ['SIGHUP', 129, 'running'],
    ['SIGINT', 130, 'making the volume'],
  ] as const)(
    'is ended by %s with code %i while %s; the host is given back and the sweep can be resumed',
    async ([signal, code, phase], { skip }) => {
      skip(lacking !== undefined, lacking);
      await using started = rig.start(['-v', ...rig.sweep]);
      await reachPhase(phase, started, rig.path);
      started.signal(signal);
      const ended = await started.ended;
      expect(ended, ended.err).toMatchObject({ code });
      expect(await rig.changesSince(before)).toEqual([]);
      // Before its first run a sweep has no folder.
      if (phase !== 'making the volume') await expectResumable(await newFolder());
    },
  );

  it('is ended by a second signal at once; cleaning up gives the host back', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    await using started = rig.start(['-v', ...rig.sweep]);
    await reachPhase('running', started, rig.path);
    started.signal('SIGINT');
    // Of two that wait at once the kernel makes one.
    await until('the first was taken', async () => {
      const status = await readFile(`/proc/${started.pid}/status`, 'utf8').catch(() => '');
      return !/^ShdPnd:\s*0*[1-9a-f]/m.test(status);
    });
    started.signal('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130, out: '' });
    expect(await rig.run(['cleanup'])).toMatchObject({ code: 0 });
    expect(await rig.changesSince(before)).toEqual([]);
    await expectResumable(await newFolder());
  });
});

describe('a sweep whose terminal is closed', () => {
  /** A shell that outlives the terminal and notes the exit code. */
  const onTerminal = (name: string, launcher: readonly string[]) => {
    const command = shellLine([...launcher, ...builtCommand(), ...rig.sweep]);
    const noting = `trap '' HUP; ${command}; echo $? > '${rig.path}/said/${name}'`;
    // The kernel tells the first shell, whose death tells everything on its terminal.
    const script = `${shellLine(['sh', '-c', noting])}; true`;
    return {
      terminal: startOnTerminal(shellLine(['sh', '-c', script]), {
        ...{ columns: 120, rows: 30, device: join(rig.path, `said/${name}-device`) },
        env: rig.env,
      }),
      exitCode: async () => {
        let text = '';
        await until('the exit code is noted', async () => {
          text = await readFile(join(rig.path, 'said', name), 'utf8').catch(() => '');
          return text.endsWith('\n');
        });
        return Number(text);
      },
    };
  };

  it('is ended by SIGHUP with code 129; the host is given back, although nothing can be said', async ({
    skip,
  }) => {
    skip(lacking !== undefined, lacking);
    skip(!canStart, "this host has no 'script' of util-linux, which makes pseudo-terminals");
    const { terminal, exitCode } = onTerminal('closed', []);
    await terminal.shows(/run 1\/3/);
    await terminal[Symbol.asyncDispose]();
    expect(await exitCode()).toBe(129);
    expect(await rig.changesSince(before)).toEqual([]);
    await expectResumable(await newFolder());
  });

  it('goes on to its end where it is not told so: no message is worth a measurement', async ({
    skip,
  }) => {
    skip(lacking !== undefined, lacking);
    skip(!canStart, "this host has no 'script' of util-linux, which makes pseudo-terminals");
    const { terminal, exitCode } = onTerminal('vanished', ['setsid', '--wait']);
    await terminal.shows(/run 1\/3/);
    await terminal[Symbol.asyncDispose]();
    expect(codesOfWhole).toContain(await exitCode());
    expect(await rig.changesSince(before)).toEqual([]);
    expect(await readdir(await newFolder())).toContain('report.html');
  });
});
