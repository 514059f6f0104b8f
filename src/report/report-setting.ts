import { describeQuantity } from '../model/units.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { listHosts } from '../model/merge/hosts.ts';
import type { RunRecord } from '../model/run-record.ts';
import { quoteCommand, quoteWord } from '../model/shell-words.ts';
import type { SourceNote } from '../model/profile/profile.ts';
import { testName } from '../model/test-name.ts';
import type { Findings } from './findings.ts';
import { numbers, renderBlock, renderTable, words } from './markdown-table.ts';
import { describeSeveral } from './merged-text.ts';
import { plainLine } from './plain-text.ts';
import { caption } from './report-captions.ts';
import { renderShardCommands } from './shard-commands.ts';

/** Why a run failed: in its own words where its process did, which is what a verdict of no evidence comes from. */
const problemOf = ({ outcome, verdict }: RunRecord): string => {
  if (outcome.status === 'completed') return verdict.why;
  const [first = '', ...more] = outcome.problem.split('\n');
  const last = more.at(-1)?.trim();
  return last === undefined ? first : `${first} (${more.length > 2 ? '... ' : ''}${last})`;
};

/** Runs of which some tests gave values that count, and the others none. */
const partialRuns = (runs: readonly RunRecord[]): readonly RunRecord[] => {
  const idOf = ({ shard, index }: RunRecord): string => `${shard ?? 0} ${index}`;
  const whole = new Set(
    runs.filter(({ outcome }) => outcome.status === 'completed').map((run) => idOf(run)),
  );
  return runs.filter(
    (run) =>
      run.outcome.status === 'partial' && run.verdict.verdict !== 'failed' && !whole.has(idOf(run)),
  );
};

/** Planned runs that failed, and what the others warned of. */
export const renderTroubles = ({ curves, runs }: Findings): string => {
  const failed = [...curves.failed, ...partialRuns(runs)].sort((a, b) => a.index - b.index);
  const warnings = new Map<string, number>();
  for (const text of runs.flatMap((run) => run.warnings))
    warnings.set(text, (warnings.get(text) ?? 0) + 1);
  return [
    '## Failed runs',
    failed.length === 0
      ? 'None.'
      : [
          caption('Table', 'Planned runs that failed.'),
          renderTable(
            [numbers('round'), words('case'), words('problem')],
            failed.map((run) => [String(run.round), run.case, problemOf(run)]),
          ),
        ].join('\n\n'),
    ...(warnings.size === 0
      ? []
      : [
          '## Warnings',
          [...warnings].map(([text, count]) => `- ${text} (${count} times)`).join('\n'),
        ]),
  ].join('\n\n');
};

const grades: Readonly<Record<SourceNote['grade'], string>> = {
  spec: 'sourced (specification)',
  measured: 'sourced (measurement of others)',
  assumed: 'assumed',
};

const renderSources = (sources: readonly SourceNote[]): readonly string[] =>
  sources.length === 0
    ? ['The profile names no source for its values: take them as assumed.']
    : [
        caption('Table', 'What the values that were asked for rest on, as the profile says.'),
        renderTable(
          [words('value'), words('grade'), words('note')],
          sources.map(({ field, grade, note }) => [field, grades[grade], note]),
        ),
      ];

/** What was asked: the plan in a sentence, what its values rest on, and the profile as it was written. */
export const renderAsked = ({ manifest }: Findings): string => {
  const { plan, profileText } = manifest;
  const { rounds, warmupRounds } = plan.profile.workload;
  return [
    '## What was asked',
    `${plan.cases.length} cases in ${rounds} rounds after ${warmupRounds} for warming up, in random order within each round (seed ${plan.seed}); ` +
      `tests ${plan.tests.map(testName).join(', ')}. Every run is a process of its own.`,
    ...renderSources(plan.profile.sources),
    'The profile as it was written, before options of the command line:',
    renderBlock(profileText, 'yaml'),
  ].join('\n\n');
};

const factRows = (findings: Findings): readonly (readonly [string, string | undefined])[] => {
  const { host, model, workload } = findings.manifest;
  const [first, ...others] = listHosts(findings.manifest);
  const types = Object.entries(model.tensorTypes)
    .map(([type, count]) => `${count} ${type}`)
    .join(', ');
  return [
    [
      'host',
      first === undefined || others.length === 0
        ? host.hostname
        : `${first.name}; see _Hosts_ for ${others.map(({ name }) => name).join(', ')}`,
    ],
    ['processor', host.cpuModel],
    [
      'processors',
      host.physicalCores === undefined
        ? String(host.cpus)
        : `${host.cpus} on ${host.physicalCores} cores`,
    ],
    ['memory', describeQuantity('bytes', host.memoryBytes)],
    ['system', [host.distribution, host.architecture].filter(Boolean).join(', ')],
    ['kernel', host.kernel],
    ['virtualization', host.virtualization],
    ['transparent huge pages', host.transparentHugePages],
    ['frequency governor', host.governor],
    ['model', `${model.name} (${model.architecture}, ${model.layers} layers)`],
    ['model file', `${model.path}, ${describeQuantity('bytes', model.bytes)}`],
    ['weights', `${describeQuantity('bytes', model.tensorBytes)}: ${types}`],
    ['SHA-256 of the model', model.sha256],
    ['llama-bench', `${workload.version}, ${workload.path} (${workload.origin})`],
    ['SHA-256 of llama-bench', workload.sha256],
  ];
};

/** On what it was measured. */
export const renderEnvironment = (findings: Findings): string =>
  [
    '## Machine, model and llama-bench',
    caption('Table', 'On what was measured.'),
    renderTable(
      [words('what'), words('value')],
      factRows(findings).flatMap(([what, value]) =>
        value === undefined || value === '' ? [] : [[what, value]],
      ),
    ),
  ].join('\n\n');

/** A run's command line as a shell takes it, with what was added to its environment. */
const commandLine = ({ env, argv }: Findings['manifest']['workload']): string =>
  [
    ...Object.entries(env).map(([name, value]) => `${quoteWord(name)}=${quoteWord(value)}`),
    quoteCommand(argv),
  ].join(' ');

const describeHost = ({ cpuModel, cpus, kernel }: HostFacts): string =>
  `${cpuModel ?? 'unknown processor'}, ${cpus} processors, kernel ${kernel}`;

/** One paragraph that names the measurement for good: what, when, on what, and by which bytes. */
const describeCitation = ({ manifest, rounds }: Findings): string => {
  const { toolVersion, createdUtc, plan, host, model, workload } = manifest;
  const count = rounds.decision.rounds;
  const on =
    describeSeveral(manifest, describeHost) ??
    `${plainLine(host.hostname)}\n(${describeHost(host)})`;
  return [
    `emulate ${toolVersion}: "${plan.profile.title}", profile ${plan.profile.name}, seed ${plan.seed}, ${count} ${count === 1 ? 'round' : 'rounds'}, measured ${createdUtc} on ${on}.`,
    `Model ${model.name}, ${model.sha256 === undefined ? 'of which no hash was taken' : `SHA-256 ${model.sha256}`}.`,
    `llama-bench ${workload.version}, SHA-256 ${workload.sha256}.`,
  ].join('\n');
};

/** How to name this measurement in another text, and how to make it again. */
export const renderRepetition = (findings: Findings): string => {
  const { manifest } = findings;
  return [
    '## How to cite and repeat',
    'Quote a required level together with its share, test, parameter, interval and the other limits: the field `statement` in `requirements.json` holds it all. The measurement is named by:',
    renderBlock(describeCitation(findings), 'text'),
    ...(manifest.shards === undefined
      ? [
          `The command, with emulate ${manifest.toolVersion} on Node ${manifest.host.nodeVersion} and seed ${manifest.plan.seed}:`,
          renderBlock(quoteCommand(manifest.command), 'sh'),
        ]
      : [
          `The commands, one for each shard and the one that merges their folders, with emulate ${manifest.toolVersion} on Node ${manifest.host.nodeVersion} and seed ${manifest.plan.seed}:`,
          renderBlock(renderShardCommands(findings), 'sh'),
        ]),
    'The same profile, options and seed give the same cases in the same order. Each run is this process under the constraints of its case:',
    renderBlock(commandLine(manifest.workload), 'sh'),
    'Every number here is derived from `manifest.json` and `runs.jsonl` beside this file; `emulate report` on their folder derives the same bytes again, without measuring. Give both files along with the report: `samples.csv` and `curves.csv` are for those who compute on their own.',
  ].join('\n\n');
};
