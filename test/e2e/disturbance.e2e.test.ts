import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { CasePoint } from '../../src/model/curve/case-point.ts';
import { deriveCurves } from '../../src/model/curve/curves.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { emulate, recordedIn, startEmulate, type Recorded } from '../support/end-to-end.ts';
import { followSweep } from '../support/follow-sweep.ts';
import { startHogs } from '../support/hogs.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/**
 * Limits that other work on the machine of the tests hardly reaches, and that programs which want every
 * processor four times over exceed by far: a thread then gets a fifth of the time that it wants.
 */
const profile = [
  'schema: profile/1',
  'name: disturbed',
  'title: A mild limit, and other programs beside it',
  'constraints: { tier: { readBandwidth: 50 GB/s, buffer: 8 MiB, prefetch: 4 MiB } }',
  'sweeps: [ { tier.readBandwidth: [50 GB/s, 25 GB/s] } ]',
  'workload:',
  '  { prompt: [16], gen: [64], depth: [0], rounds: 8, warmupRounds: 1,',
  '    disturbance: { runQueue: 30 %, steal: 50 %, others: 100 %, throttled: 100 %, repeats: 2 } }',
  '',
].join('\n');

/** The mild level is the nominal case; of eight rounds the first is left in peace. */
const isHogged = ({ case: id, round, attempt }: Pick<RunRecord, 'case' | 'round' | 'attempt'>) =>
  id === 'nominal' && round >= 1 && attempt === 0;
const hoggedRounds = [1, 2, 3, 4, 5, 6, 7];

let folder: TemporaryFolder;
let quiet: Recorded;
let hogged: Recorded;
const begun: number[] = [];

const sweep = (name: string): ReturnType<typeof startEmulate> =>
  startEmulate([
    ...['--gate', '--profile', join(folder.path, 'profile.yaml'), '--threads', '1'],
    ...['--model', join(folder.path, 'small.gguf'), '--out', join(folder.path, name)],
  ]);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(join(folder.path, 'profile.yaml'), profile);
  await emulate(['model', 'make', '--shape', 'small', '--out', join(folder.path, 'small.gguf')]);
  {
    using running = sweep('quiet');
    const { err } = await running.ended;
    expect(err).toContain('sweep ended');
    quiet = await recordedIn(join(folder.path, 'quiet'));
  }
  using hogs = startHogs(4);
  using running = sweep('hogged');
  using _following = followSweep(join(folder.path, 'hogged'), (run) => {
    if (run === undefined || !isHogged(run)) {
      hogs.halt();
      return;
    }
    begun.push(run.round);
    hogs.go();
  });
  await running.ended;
  hogged = await recordedIn(join(folder.path, 'hogged'));
});

afterAll(() => folder[Symbol.asyncDispose]());

/** The mild level's decode rate as a ratio to null. */
const pointOf = ({ manifest, runs }: Recorded, gate: boolean): CasePoint => {
  const [sweepOver] = deriveCurves(manifest.plan, runs, { gate }).sweeps;
  const curve = sweepOver?.curves.find(({ metric }) => metric === 'tg');
  const point = curve?.points.find(({ caseId }) => caseId === 'nominal');
  if (point === undefined) throw new Error('expected a point of the mild level');
  return point;
};

/** Where the machine was so busy with other work that too few rounds are left, nothing can be compared. */
const intervalOf = (
  { ratio, verdict }: CasePoint,
  skip: TestContext['skip'],
): { readonly value: number; readonly low: number; readonly high: number } => {
  const isBusy = verdict.verdict === 'disturbed';
  if (ratio?.low === undefined || ratio.high === undefined || isBusy)
    return skip('other work on this machine left fewer than 6 undisturbed rounds');
  return { value: ratio.value, low: ratio.low, high: ratio.high };
};

describe('a sweep beside programs that compute during the first attempts of one level', () => {
  it('is what the test says it is', () => {
    expect(begun).toEqual(hoggedRounds);
  });

  it('has each of these attempts marked, whatever it measured', () => {
    const attempts = hogged.runs.filter(isHogged);
    expect(attempts.map(({ round }) => round)).toEqual(hoggedRounds);
    for (const { disturbance, outcome } of attempts) {
      expect(outcome).toEqual({ status: 'completed' });
      expect(disturbance?.why.join()).toContain('waited for a processor');
    }
  });

  it('has each of these runs made again at the end of its round, unless the repetitions ran out', () => {
    const repetitions = hogged.runs.filter(({ attempt }) => attempt > 0);
    const most = (4 * 8) / 2;
    expect(repetitions.length).toBeLessThanOrEqual(most);
    if (repetitions.length === most) return;
    const made = repetitions.filter((run) => run.case === 'nominal' && run.attempt === 1);
    expect(made.map(({ round }) => round)).toEqual(expect.arrayContaining(hoggedRounds));
    for (const { index, round } of made) {
      const inRound = hogged.runs.filter((run) => run.round === round);
      const planned = inRound.findLastIndex(({ attempt }) => attempt === 0);
      expect(inRound.findIndex((run) => run.index === index && run.attempt === 1)).toBeGreaterThan(
        planned,
      );
    }
  });

  it('keeps every attempt, and says what was done', async () => {
    const log = await readFile(join(hogged.folder, 'run.log'), 'utf8');
    expect(log).toContain('"msg":"run disturbed"');
    expect(log).toContain('to be made again at the end of its round');
    const samples = await readFile(join(hogged.folder, 'samples.csv'), 'utf8');
    expect(samples).toMatch(/^1,\d+,nominal,.*,0$/m);
    expect(samples).toMatch(/^1,\d+,nominal,.*,1$/m);
    const report = await readFile(join(hogged.folder, 'report.md'), 'utf8');
    expect(report).toContain('## Disturbances');
  });

  it('agrees with a sweep in peace', ({ skip }) => {
    const [alone, gated] = [quiet, hogged].map((each) => intervalOf(pointOf(each, true), skip));
    expect(gated?.low).toBeLessThanOrEqual(alone?.high ?? NaN);
    expect(gated?.high).toBeGreaterThanOrEqual(alone?.low ?? NaN);
  });

  it('would be wrong without the gate, which its interval would not show', ({ skip }) => {
    const alone = intervalOf(pointOf(quiet, true), skip);
    const gated = intervalOf(pointOf(hogged, true), skip);
    const off = pointOf(hogged, false);
    expect(off).toMatchObject({ rounds: 8, verdict: { verdict: expect.any(String) as string } });
    expect(off.ratio?.high).toBeLessThan(alone.value);
    expect(off.ratio?.high).toBeLessThan(gated.value);
  });
});
