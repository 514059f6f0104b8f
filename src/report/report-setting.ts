import { describeQuantity } from '../model/units.ts';
import type { RunRecord } from '../model/run-record.ts';
import { testName } from '../model/test-name.ts';
import type { Findings } from './findings.ts';
import { numbers, renderBlock, renderTable, words } from './markdown-table.ts';

const quoteWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A command line that a POSIX shell reads as the given words. */
const quoteCommand = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');

/** The verdict's reason where it is the graver one: a kill of the kernel's says more than its exit code. */
const problemOf = ({ outcome, verdict }: RunRecord): string =>
  outcome.status === 'completed' || verdict.verdict === 'failed' ? verdict.why : outcome.problem;

/** Planned runs that failed, and what the others warned of. */
export const renderTroubles = ({ curves, runs }: Findings): string => {
  const warnings = new Map<string, number>();
  for (const text of runs.flatMap((run) => run.warnings))
    warnings.set(text, (warnings.get(text) ?? 0) + 1);
  return [
    '## Failed runs',
    curves.failed.length === 0
      ? 'None.'
      : renderTable(
          [numbers('round'), words('case'), words('problem')],
          curves.failed.map((run) => [String(run.round), run.case, problemOf(run)]),
        ),
    ...(warnings.size === 0
      ? []
      : [
          '## Warnings',
          [...warnings].map(([text, count]) => `- ${text} (${count} times)`).join('\n'),
        ]),
  ].join('\n\n');
};

/** What was asked: the plan in a sentence, and the profile as it was written. */
export const renderAsked = ({ manifest }: Findings): string => {
  const { plan, profileText } = manifest;
  const { rounds, warmupRounds } = plan.profile.workload;
  return [
    '## What was asked',
    `${plan.cases.length} cases in ${rounds} rounds after ${warmupRounds} for warming up, in random order within each round (seed ${plan.seed}); ` +
      `tests ${plan.tests.map(testName).join(', ')}. Every run is a process of its own.`,
    renderBlock(profileText, 'yaml'),
  ].join('\n\n');
};

const factRows = (findings: Findings): readonly (readonly [string, string | undefined])[] => {
  const { host, model, workload } = findings.manifest;
  const types = Object.entries(model.tensorTypes)
    .map(([type, count]) => `${count} ${type}`)
    .join(', ');
  return [
    ['host', host.hostname],
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
    ...Object.entries(env).map(([name, value]) => `${name}=${quoteWord(value)}`),
    quoteCommand(argv),
  ].join(' ');

/** How to measure the same again. */
export const renderRepetition = ({ manifest }: Findings): string =>
  [
    '## How to repeat',
    `With emulate ${manifest.toolVersion} on Node ${manifest.host.nodeVersion}, seed ${manifest.plan.seed}:`,
    renderBlock(quoteCommand(manifest.command), 'sh'),
    'Each run is this process under the constraints of its case:',
    renderBlock(commandLine(manifest.workload), 'sh'),
    'Every number here is derived from `manifest.json` and `runs.jsonl` beside this file; `emulate report` on their folder derives them again.',
  ].join('\n\n');
