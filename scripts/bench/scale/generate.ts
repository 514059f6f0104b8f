import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { Manifest } from '../../../src/model/manifest.ts';
import type { HostFacts } from '../../../src/model/host-facts.ts';
import { expandPlan } from '../../../src/model/plan/expand.ts';
import { splitPlan } from '../../../src/model/plan/split-plan.ts';
import type { Case, Plan, PlannedRun } from '../../../src/model/plan.ts';
import { askedValues } from '../../../src/model/profile/parameter-value.ts';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import { RunRecord, type Sample } from '../../../src/model/run-record.ts';
import { metricOf, testName, type TestSpec } from '../../../src/model/test-name.ts';
import { effectiveBandwidth } from '../../../src/model/tier/effective-bandwidth.ts';
import { tierEvidenceIn, type TierTestEvidence } from '../../../src/model/evidence.ts';
import { summarizeTokenTimes } from '../../../src/model/curve/token-times.ts';
import { judgeRun } from '../../../src/model/verdict.ts';

/** A sweep that was really recorded: what a synthetic one is like in all that its size depends on. */
const example = fileURLToPath(new URL('../../../results/example-hbf-50gbps', import.meta.url));

/** How many runs of how many cases; ten tests each. */
export interface ScaleOfSweep {
  readonly rounds: number;
  readonly cases: number;
}

const bytesPerToken = 100e6;
const nsPerToken = 5e6;
const startMs = Date.UTC(2026, 0, 1);
const msBetweenRuns = 4000;

const profileOf = ({ rounds, cases }: ScaleOfSweep): string => {
  const levels = Array.from(
    { length: cases - 2 },
    (_, at) => `${(100 * 0.995 ** at).toFixed(6)} GB/s`,
  );
  return [
    'schema: profile/1',
    'name: scale',
    'title: A synthetic sweep',
    'constraints: { tier: { readBandwidth: 100 GB/s, prefetch: 4 MiB } }',
    `sweeps: [ { tier.readBandwidth: [${levels.join(', ')}] } ]`,
    'workload:',
    `  { prompt: [64, 128, 256, 512, 1024], gen: [8, 16, 32, 64, 128], rounds: ${rounds}, warmupRounds: 0 }`,
    '',
  ].join('\n');
};

const planOf = (profileText: string): Plan => {
  const profile = parseProfile(profileText, 'scale.yaml');
  if (!profile.ok) throw new Error(JSON.stringify(profile.failure));
  const plan = expandPlan(profile.value, { seed: 1, quick: false });
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
};

const talliesOf = (steps: number, transferNs: number, wallNs: number): TierTestEvidence => {
  const fetched = transferNs === 0 ? 0 : steps;
  return {
    bytesFetched: fetched * bytesPerToken,
    unitsFetched: fetched * 24,
    faults: fetched * 25,
    linkBusyNs: Math.round(steps * transferNs),
    latenessNs: fetched * 1234,
    waitNs: Math.round(steps * transferNs),
    ownNs: fetched * 4567,
    waits: fetched * 20,
    stalledNs: 0,
    wallNs,
    steps,
  };
};

const sampleOf = (
  spec: TestSpec,
  { constraints }: Case,
  transferNs: number,
  noise: () => number,
): Sample => {
  const steps = spec.gen === 0 ? 1 : spec.gen;
  const compute = spec.gen === 0 ? (spec.prompt * nsPerToken) / 4 : nsPerToken;
  const stepsNs = Array.from({ length: steps }, () => Math.round((compute + transferNs) * noise()));
  const wallNs = stepsNs.reduce((sum, ns) => sum + ns, 0);
  const tokens = spec.gen === 0 ? spec.prompt : spec.gen;
  const times = summarizeTokenTimes(stepsNs);
  return {
    test: testName(spec),
    metric: metricOf(spec),
    tokens,
    repetitionsNs: [wallNs + 10_000],
    tokensPerSecond: (tokens * 1e9) / (wallNs + 10_000),
    stepsNs,
    ...(times === undefined
      ? {}
      : {
          stepTimes: {
            count: times.count,
            p50Ns: Math.round(times.p50),
            p95Ns: Math.round(times.p95),
            ...(times.p99 === undefined ? {} : { p99Ns: Math.round(times.p99) }),
            maxNs: times.max,
          },
        }),
    ...(constraints.tier === undefined ? {} : { tier: talliesOf(steps, transferNs, wallNs) }),
  };
};

/** Makes records like those of the example, with values that follow from their place in the plan. */
const recorder = (plan: Plan, examples: readonly RunRecord[]) => {
  const generator = xoroshiro128plus(1);
  const noise = (): number => 0.98 + 0.04 * uniformFloat64(generator);
  const cases = new Map(plan.cases.map((each) => [each.id, each]));
  const withTier = examples.find(
    ({ evidence }) => (tierEvidenceIn(evidence)?.bytesFetched ?? 0) > 0,
  );
  const without = examples.find((each) => each.case === 'baseline' && each.round >= 0);
  return (run: PlannedRun): RunRecord => {
    const subject = cases.get(run.caseId);
    const { tier } = subject?.constraints ?? {};
    const like = tier === undefined ? without : withTier;
    if (subject === undefined || like === undefined) throw new Error('Internal error: no example');
    const bandwidth = tier === undefined ? undefined : effectiveBandwidth(tier);
    const transferNs = bandwidth === undefined ? 0 : (1e9 * bytesPerToken) / bandwidth;
    const samples = plan.tests.map((spec) => sampleOf(spec, subject, transferNs, noise));
    const sum = (of: (tallies: TierTestEvidence) => number): number =>
      samples.reduce((total, each) => total + (each.tier === undefined ? 0 : of(each.tier)), 0);
    const evidence = like.evidence.map((each) =>
      each.kind === 'tier'
        ? {
            ...each,
            bytesFetched: sum((tallies) => tallies.bytesFetched),
            linkBusyNs: sum((tallies) => tallies.linkBusyNs),
            latenessNs: sum((tallies) => tallies.latenessNs),
            waitNs: sum((tallies) => tallies.waitNs),
            ownNs: sum((tallies) => tallies.ownNs),
            waits: sum((tallies) => tallies.waits),
          }
        : each,
    );
    const outcome = { status: 'completed' as const };
    const asked = { ...askedValues(subject.constraints) };
    const beganMs = startMs + run.index * msBetweenRuns;
    const utc = (ms: number): string => new Date(ms).toISOString();
    return {
      ...like,
      ...{ index: run.index, round: run.round, order: run.order, case: run.caseId },
      ...{ asked, applied: asked, startedUtc: utc(beganMs), outcome, evidence, samples },
      ...judgeRun({ case: subject, outcome, evidence }),
      durationMs: 3000 * noise(),
      before: { ...like.before, utc: utc(beganMs) },
      after: { ...like.after, utc: utc(beganMs + 3100) },
    };
  };
};

const exampleManifest = (): Manifest =>
  Manifest.parse(JSON.parse(readFileSync(join(example, 'manifest.json'), 'utf8')));

const exampleRuns = (): readonly RunRecord[] =>
  readFileSync(join(example, 'runs.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => RunRecord.parse(JSON.parse(line)));

/** Returns the size of the runs. */
const writeSweep = (
  folder: string,
  manifest: Manifest,
  record: (run: PlannedRun) => RunRecord,
): number => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const file = openSync(join(folder, 'runs.jsonl'), 'w');
  let bytes = 0;
  try {
    for (const run of manifest.plan.runs)
      bytes += writeSync(file, `${JSON.stringify(record(run))}\n`);
  } finally {
    closeSync(file);
  }
  return bytes;
};

/**
 * Writes a synthetic recorded sweep of this host into a new folder, run by run; the same scale gives the same
 * runs. Returns their size.
 */
export const generateSweep = (folder: string, scale: ScaleOfSweep, host: HostFacts): number => {
  const profileText = profileOf(scale);
  const plan = planOf(profileText);
  const manifest: Manifest = { ...exampleManifest(), profileText, plan, host };
  return writeSweep(folder, manifest, recorder(plan, exampleRuns()));
};

/** The same divided into shards, each in a folder of its own within `parent`: their paths. */
export const generateShards = (
  parent: string,
  scale: ScaleOfSweep,
  of: number,
): readonly string[] => {
  const profileText = profileOf(scale);
  const plan = planOf(profileText);
  const record = recorder(plan, exampleRuns());
  return Array.from({ length: of }, (_, at) => {
    const index = at + 1;
    const shard = splitPlan(plan, { index, of });
    if (!shard.ok) throw new Error(JSON.stringify(shard.failure));
    const folder = join(parent, `shard-${index}`);
    const manifest: Manifest = { ...exampleManifest(), profileText, plan: shard.value };
    writeSweep(folder, manifest, (run) => ({ ...record(run), shard: index }));
    return folder;
  });
};
