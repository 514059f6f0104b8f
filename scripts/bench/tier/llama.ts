import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { z } from 'zod';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { RunRecord, Sample } from '../../../src/model/run-record.ts';
import { readResults } from '../../../src/store/read-results.ts';
import { BenchError, emulateRun, plainly, type Workshop } from '../workshop.ts';

/** One round of a sweep: every case measured once, in an order that the seed decides. */
export interface Round {
  readonly manifest: Manifest;
  /** The run of a case; throws where it failed. */
  readonly of: (caseId: string) => RunRecord;
}

const llamaArguments = ({ llama }: Workshop): readonly string[] =>
  Object.entries(llama).flatMap(([name, value]) => [`--${name}`, value]);

const Told = z.object({ folder: z.string() });

/** Runs one round of a profile through the built command. */
export const runRound = async (
  shop: Workshop,
  profile: string,
  seed: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Round> => {
  const out = await mkdtemp(join(shop.folder, 'round-'));
  // A disturbed round is made again as a whole: see repeat.ts.
  const text = await emulateRun(
    shop,
    [
      ...['--profile', profile, '--rounds', '1', '--seed', String(seed), '--out', out],
      ...['--json', '--no-progress', '--no-gate', '-q', ...llamaArguments(shop), '--', '-r', '3'],
    ],
    env,
  );
  const results = await readResults(Told.parse(JSON.parse(text)).folder);
  if (!results.ok) throw new BenchError(`cannot read the results in ${out}`);
  const { manifest, runs } = results.value;
  return {
    manifest,
    of: (caseId) => {
      const run = runs.find((each) => each.case === caseId && each.round >= 0);
      if (run?.outcome.status !== 'completed')
        throw new BenchError(`no complete run of case '${caseId}'`);
      return run;
    },
  };
};

/** A run's sample of a metric: each part measures one test of each. */
export const sampleOf = (run: RunRecord, metric: 'pp' | 'tg'): Sample => {
  const sample = run.samples.find((each) => each.metric === metric);
  if (sample === undefined) throw new BenchError(`case '${run.case}' measured no ${metric}`);
  return sample;
};

/** Time of a token, or of a whole prompt's token, in ns. */
export const tokenNs = (sample: Sample): number => 1e9 / sample.tokensPerSecond;

/** Bytes that came through the tier for each token that {@link tokenNs} speaks of. */
export const bytesPerToken = ({ tier, tokens, repetitionsNs }: Sample): number =>
  (tier?.bytesFetched ?? 0) / (tokens * repetitionsNs.length);

const Line = z.object({ n_prompt: z.number(), n_gen: z.number(), samples_ns: z.array(z.number()) });

/** Runs llama-bench with the arguments of a recorded run, without anything of ours in it. */
export const llamaPlainly = async (
  command: readonly string[],
): Promise<{ readonly pp: number; readonly tg: number }> => {
  const [program = '', ...args] = command;
  const stdout = await plainly([program, ...args]);
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => Line.parse(JSON.parse(line)));
  const rate = (pick: (line: z.infer<typeof Line>) => number): number => {
    const line = lines.find((each) => pick(each) > 0);
    if (line === undefined) throw new BenchError('llama-bench printed no result');
    return (pick(line) * 1e9) / median(line.samples_ns);
  };
  return { pp: rate(({ n_prompt }) => n_prompt), tg: rate(({ n_gen }) => n_gen) };
};

/** The workload of every part: long enough that a step's noise is averaged out. */
export const workloadLines: readonly string[] = [
  'workload: { prompt: [128], gen: [64], depth: [0], rounds: 1, warmupRounds: 0 }',
];
