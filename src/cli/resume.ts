import { join, resolve } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { keepForDecisions, type KeptRun } from '../model/kept-run.ts';
import { RecordedOptions, type Manifest } from '../model/manifest.ts';
import { checkRecords } from '../model/resume/check-records.ts';
import {
  compareHosts,
  compareModels,
  compareOptions,
  comparePrograms,
  compareProfiles,
  type Difference,
} from '../model/resume/differences.ts';
import { gatherRuns } from '../model/resume/made-runs.ts';
import { nextRun } from '../model/resume/steps.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import { readManifest, visitRuns } from '../store/read-results.ts';
import { readRunIndex, type IndexStart } from '../store/run-index.ts';
import { manifestName, runsName } from '../store/run-log.ts';
import type { Io } from './io.ts';
import { readProfileText } from './load-profile.ts';
import { checkPlan, type Measurement } from './measurement.ts';
import { checkOptions, RunOptions, type RawOptions } from './options.ts';
import { plannedModel, type Staged } from './stage.ts';

/** A sweep that was interrupted, and what it is continued with. */
export interface Resumable {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly options: RunOptions;
  readonly measurement: Measurement;
}

/** A sweep that is continued, with what decisions need of its runs so far. */
export interface Continued extends Resumable, IndexStart {}

/** Fails where anything is not as it was when the sweep began. */
export const expectSame = (
  folder: string,
  differences: readonly Difference[],
): Result<void, Failure> =>
  differences.length === 0
    ? success(undefined)
    : failed({ reason: 'not-resumable', folder, differences });

/** Whether the command line says something of an option, and not only its default. */
const isGiven = (raw: RawOptions, name: string): boolean => {
  const value = raw[name];
  if (Array.isArray(value)) return value.length > 0;
  return name === 'gate' ? value === false : value !== undefined && value !== false;
};

const recordedNames = RecordedOptions.keyof().options;

const givenOf = (raw: RawOptions, options: RunOptions): Partial<RecordedOptions> =>
  Object.fromEntries(
    recordedNames.filter((name) => isGiven(raw, name)).map((name) => [name, options[name]]),
  );

/** Options that have no place beside `--resume`: the first that is given. */
const misplaced = (raw: RawOptions): Failure | undefined => {
  const name = ['out', 'dry-run'].find((each) => isGiven(raw, each));
  return name === undefined
    ? undefined
    : {
        reason: 'invalid-option',
        option: `--${name}`,
        expected: 'nothing beside --resume, which continues in its own folder',
        got: String(raw[name]),
      };
};

const differencesOfProfile = async (
  raw: RawOptions,
  options: RunOptions,
  manifest: Manifest,
  cwd: string,
): Promise<Result<readonly Difference[], Failure>> => {
  if (!isGiven(raw, 'profile')) return success([]);
  const read = await readProfileText(options.profile, cwd);
  return read.ok ? success(compareProfiles(manifest.profileText, read.value.text)) : read;
};

/** The path to give as --model: none for the built-in model, which is made again where it is missing. */
const modelOption = async (
  options: RunOptions,
  { model }: Manifest,
  cwd: string,
): Promise<string | undefined> => {
  if (options.model !== undefined) return options.model;
  const builtIn = await plannedModel({}, cwd);
  return builtIn.ok && builtIn.value.path === model.path ? undefined : model.path;
};

/**
 * Reads what an interrupted sweep is continued with. Everything comes from its manifest; options that
 * are given beside `--resume` must say the same, but for where the model and llama-bench lie now.
 */
export const readResumable = async (
  raw: RawOptions,
  io: Io,
  probe: HostProbe,
): Promise<Result<Resumable, Failure>> => {
  const wrong = misplaced(raw);
  if (wrong !== undefined) return failed(wrong);
  // A profile is not needed, because it is recorded; the name only stands for it.
  const options = checkOptions(RunOptions, { profile: 'recorded', ...raw });
  if (!options.ok) return options;
  const folder = resolve(io.cwd, options.value.resume ?? '');
  // A long manifest takes as long to read as the host's facts, which are waited for.
  const facts = probe.facts();
  const read = await readManifest(join(folder, manifestName));
  if (!read.ok) return read;
  const manifest = read.value;
  const profile = await differencesOfProfile(raw, options.value, manifest, io.cwd);
  if (!profile.ok) return profile;
  const same = expectSame(folder, [
    ...compareHosts(manifest.host, await facts),
    ...profile.value,
    ...compareOptions(manifest, givenOf(raw, options.value)),
  ]);
  if (!same.ok) return same;
  const { plan, profileText, workload } = manifest;
  const measurement = await checkPlan({ plan, profileText }, plan.profile.name);
  if (!measurement.ok) return measurement;
  const model = await modelOption(options.value, manifest, io.cwd);
  const { model: _given, ...rest } = options.value;
  return success({
    ...{ folder, manifest, measurement: measurement.value },
    options: {
      ...rest,
      ...manifest.options,
      ...(model === undefined ? {} : { model }),
      profile: plan.profile.name,
      'llama-bench': options.value['llama-bench'] ?? workload.path,
    },
  });
};

/**
 * Reads the runs that are recorded, by the index as far as it is true of them, and checks each against the
 * plan; `warn` hears of a torn last line.
 */
export const readContinued = async (
  resumable: Resumable,
  warn: (message: string) => void,
): Promise<Result<Continued, Failure>> => {
  const { folder, manifest } = resumable;
  const path = join(folder, runsName);
  const indexed = await readRunIndex(folder, path);
  const runs: KeptRun[] = [...(indexed?.runs ?? [])];
  const keep = keepForDecisions(manifest.plan);
  const read = await visitRuns(path, (run) => runs.push(keep(run)), {
    ...{ lines: runs.length, bytes: indexed?.bytes ?? 0 },
  });
  if (!read.ok) return read;
  const checked = checkRecords(manifest.plan, runs);
  if (!checked.ok) {
    const { at, problem } = checked.failure;
    return failed({
      reason: 'output-unreadable',
      source: path,
      problem: `Line ${at + 1}: ${problem}. Remove the line, or take the file from where it was recorded.`,
      excerpt: '',
    });
  }
  for (const message of read.value) warn(message);
  return success({ ...resumable, runs, indexed });
};

/** Whether nothing is left to be run. */
export const isComplete = ({ manifest, runs }: Continued): boolean =>
  nextRun(manifest.plan, gatherRuns(runs)) === undefined;

/** Fails where the model or the llama-bench that were found are not those that the sweep began with. */
export const expectSameFiles = (
  { folder, manifest }: Resumable,
  { bench, model }: Staged,
): Result<void, Failure> =>
  expectSame(folder, [
    ...compareModels(manifest.model, model),
    ...comparePrograms(manifest.workload, bench),
  ]);
