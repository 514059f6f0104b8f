import { execOptions } from './command-options/exec.ts';
import { calibrateOptions, planOptions, runOptions } from './command-options/measure.ts';
import {
  cleanupOptions,
  doctorOptions,
  modelOptions,
  profilesOptions,
} from './command-options/prepare.ts';
import { compareOptions, exportOptions, solveOptions } from './command-options/read-results.ts';
import type { CommandSpec } from './command-spec.ts';
import { cleanupExitCodes, codes, execExitCodes } from './exit-code-text.ts';
import { mergeCommand, slurmCommand } from './shard-commands.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** Every command, in the order in which --help lists them. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'run',
    command: 'run',
    isDefault: true,
    usage: '--profile NAME [options] [-- ARGS-OF-LLAMA-BENCH...]',
    describe: 'run a profile: the sweep, its curves, its report',
    options: runOptions,
    examples: [
      {
        line: 'emulate --profile hbf-50gbps --quick',
        says: 'a first curve on a synthetic model, in minutes',
      },
      {
        line: 'emulate --profile hbf-50gbps --model m.gguf',
        says: 'the full sweep on your own model',
      },
      {
        line: 'emulate --profile hbf-50gbps --set tier.buffer=32MiB --dry-run',
        says: 'what would be measured',
      },
      {
        line: 'emulate --resume results/DIR',
        says: 'the rest of a sweep that was interrupted',
      },
    ],
    exitCodes: codes('0', '1', '2', '3', '4', '5', '130/143'),
  },
  {
    name: 'plan',
    command: 'plan',
    usage: '--profile NAME [options]',
    describe: 'print cases, their order and the tests; change nothing',
    options: planOptions,
    examples: [
      {
        line: 'emulate plan --profile io-cap',
        says: 'what the kernel would be told, file by file, or what is missing',
      },
      {
        line: 'emulate plan --profile hbf-50gbps --sweep tier.readLatency=1us,20us',
        says: 'the same profile with a sweep of your own',
      },
    ],
    exitCodes: codes('0', '2', '4'),
  },
  {
    name: 'profiles',
    command: 'profiles [action] [names..]',
    usage: '[list | show NAME | check FILE...]',
    describe: 'list the shipped profiles, show one, or check files',
    positionals: {
      action: {
        default: 'list',
        describe: 'list, show or check (default: list)',
        complete: ['list', 'show', 'check'],
      },
      names: { array: true, default: [], describe: 'names or files', complete: 'profile' },
    },
    options: profilesOptions,
    examples: [
      {
        line: 'emulate profiles show hbf-50gbps > my-tier.yaml',
        says: 'a profile of your own, to be changed',
      },
      {
        line: 'emulate profiles check my-tier.yaml',
        says: 'every problem of it, with line and column',
      },
    ],
    exitCodes: codes('0', '2'),
  },
  {
    name: 'report',
    command: 'report <folders..>',
    usage: 'DIR...',
    describe: 'rebuild every output from recorded runs; runs nothing',
    positionals: {
      folders: { array: true, describe: 'folders of results', complete: 'results' },
    },
    options: {},
    examples: [{ line: 'emulate report results/*/', says: 'every sweep again, with this version' }],
    exitCodes: codes('0', '1', '2'),
  },
  {
    name: 'solve',
    command: 'solve <folder>',
    usage: 'DIR [options]',
    describe: 'the level that keeps a share of throughput; runs nothing',
    positionals: { folder: { describe: 'folder of results', complete: 'results' } },
    options: solveOptions,
    examples: [
      {
        line: 'emulate solve results/DIR --keep tg=90%',
        says: 'the requirement with its interval, ready to be pasted',
      },
      {
        line: 'emulate solve results/DIR --check --at tier.readBandwidth=25GB/s',
        says: 'exit code 6 if 25 GB/s is too little',
      },
    ],
    exitCodes: codes('0', '1', '2', '6'),
  },
  slurmCommand,
  {
    name: 'compare',
    command: 'compare <a> <b>',
    usage: 'A B [options]',
    describe: 'hold B against the base A: folders of results, or CSV files',
    positionals: {
      a: { describe: 'the base: a folder of results, or a CSV file', complete: 'results' },
      b: { describe: 'what is compared with it', complete: 'results' },
    },
    options: compareOptions,
    examples: [
      {
        line: 'emulate compare warm.csv cold.csv --labels warm,cold',
        says: 'medians, deltas, intervals',
      },
      {
        line: 'emulate compare results/DIR-1 results/DIR-2 --markdown',
        says: 'two sweeps, case by case, for an issue or a page',
      },
    ],
    exitCodes: codes('0', '1', '2'),
  },
  mergeCommand,
  {
    name: 'export',
    command: 'export <folders..>',
    usage: 'DIR... --format FORMAT [--out FILE]',
    describe: 'one table of every sample, for other programs; runs nothing',
    positionals: {
      folders: { array: true, describe: 'folders of results', complete: 'results' },
    },
    options: exportOptions,
    examples: [
      {
        line: 'emulate export results/*/ --format parquet --out sweeps.parquet',
        says: 'every sweep in one table, with its types',
      },
      {
        line: 'emulate export results/DIR --format llama-bench-sql | sqlite3 sweep.sqlite',
        says: "for llama.cpp's compare-llama-bench.py",
      },
    ],
    exitCodes: codes('0', '1', '2'),
  },
  {
    name: 'calibrate',
    command: 'calibrate',
    usage: '[options]',
    describe: 'measure what the tier delivers on this host',
    options: calibrateOptions,
    examples: [
      {
        line: 'emulate calibrate --profile hbf-50gbps',
        says: 'asked against measured, at the levels of a profile',
      },
    ],
    notes: "What was measured is kept; 'plan' and 'run' warn by it.",
    exitCodes: codes('0', '1', '2', '4', '5', '130/143'),
  },
  {
    name: 'exec',
    command: 'exec',
    usage: '--profile NAME [--model FILE]... -- COMMAND...',
    describe: 'run any program (after --) under a profile, with evidence',
    options: execOptions,
    examples: [
      {
        line: 'emulate exec --profile hbf-50gbps --model m.gguf -- llama-cli -m m.gguf -p Hello',
        says: 'a model behind the tier',
      },
      {
        line:
          'emulate exec --profile hbf-50gbps --set tier.readBandwidth=1GB/s --model data -- ' +
          'fio --name=read --filename=data --ioengine=mmap --readonly',
        says: 'what fio sees of it',
      },
      {
        line: 'emulate exec --profile hbf-50gbps --case null --model m.gguf -- ./my-program m.gguf',
        says: 'the same without limits, for a ratio',
      },
    ],
    notes:
      'Everything after -- is the program and its arguments. It has this terminal and these ' +
      'streams; the evidence follows on standard error when it has ended.',
    exitCodes: execExitCodes,
  },
  {
    name: 'model',
    command: 'model <action>',
    usage: 'make --shape NAME --out FILE [--seed N]',
    describe: 'make: write a synthetic GGUF of a known model shape',
    positionals: { action: { describe: 'make', complete: ['make'] } },
    options: modelOptions,
    examples: [
      {
        line: 'emulate model make --shape qwen2.5-3b --out 3b.gguf',
        says: "the sizes and types of a real model's tensors, random weights",
      },
    ],
    exitCodes: codes('0', '1', '2'),
  },
  {
    name: 'doctor',
    command: 'doctor',
    usage: '[options]',
    describe: 'what works on this host, what does not, why, how to get it',
    options: doctorOptions,
    examples: [
      { line: 'emulate doctor', says: 'one screen; changes nothing' },
      {
        line: 'emulate doctor --model /data/m.gguf',
        says: 'the same for a model of your own and the disk that it lies on',
      },
    ],
    exitCodes: codes('0', '2', '4'),
  },
  {
    name: 'cleanup',
    command: 'cleanup',
    usage: '[options]',
    describe: 'undo what killed runs left on this host',
    options: cleanupOptions,
    examples: [
      {
        line: 'emulate cleanup --dry-run',
        says: 'what was left behind by a run that was killed, if anything',
      },
    ],
    notes:
      "Only what is noted down in this user's journal and is this program's own is touched. " +
      "'run', 'exec' and 'calibrate' do the same before they begin.",
    exitCodes: cleanupExitCodes,
  },
  {
    name: 'completion',
    command: 'completion <shell>',
    usage: shells.join(' | '),
    describe: 'print what completes these words in a shell',
    positionals: { shell: { describe: shells.join(', '), complete: shells } },
    options: {},
    examples: [
      { line: 'source <(emulate completion bash)', says: 'for this shell; in ~/.bashrc for all' },
      {
        line: 'source <(command emulate completion zsh)',
        says: "after compinit; zsh has a builtin 'emulate', so say 'command emulate' there",
      },
      {
        line: 'emulate completion fish > ~/.config/fish/completions/emulate.fish',
        says: 'for every shell from now on',
      },
    ],
    exitCodes: codes('0', '2'),
  },
];

/** The command of a name; the one that needs no name where none is given. */
export const findCommand = (name?: string): CommandSpec | undefined =>
  commands.find((each) => (name === undefined ? each.isDefault === true : each.name === name));
