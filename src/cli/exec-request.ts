import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { checkConstrainable, findProgram } from '../engine/find-program.ts';
import type { ProgramRequest } from '../engine/run-program.ts';
import type { Failure } from '../model/failure.ts';
import { listCases } from '../model/plan/cases.ts';
import type { Case } from '../model/plan.ts';
import type { Constraints, Profile, WorkloadSpec } from '../model/profile/profile.ts';
import { failed, success, type Result } from '../model/result.ts';
import { resolveSizes } from '../model/scope-limits.ts';
import { resolveTier } from '../model/tier/resolved-tier.ts';
import type { Files } from '../ports/files.ts';
import type { Io } from './io.ts';
import { loadProfile } from './load-profile.ts';
import type { ExecOptions } from './options.ts';

/** What `exec` was asked for, with nothing left to check. */
export interface ExecRequest extends ProgramRequest {
  readonly profile: string;
  /**
   * What the program is to start from. A warm start asks nothing of a program that is no benchmark: it
   * may be one whose reads are to be seen.
   */
  readonly start?: 'cold';
  /** Where the evidence goes as JSON. */
  readonly json?: string;
}

const invalid = (option: string, expected: string, got: string): Result<never, Failure> =>
  failed({ reason: 'invalid-option', option, expected, got });

/** Without limits in the profile nominal is null, and without constraints it is baseline. */
const chooseCase = (profile: Profile, kind: ExecOptions['case']): Case => {
  const cases = listCases({ ...profile, sweeps: [] });
  const chosen = cases.find((each) => each.kind === kind) ?? cases.at(-1);
  if (chosen === undefined) throw new Error('Internal error: a profile without a case');
  return chosen;
};

const checkProfile = ({ constraints }: Profile): Result<void, Failure> => {
  const tier = resolveTier(constraints.tier ?? {});
  if (tier.ok) return success(undefined);
  const { parameter, problem } = tier.failure;
  return failed({
    reason: 'invalid-profile',
    problems: [{ path: `constraints.${parameter}`, message: problem }],
  });
};

/** What a file is needed for; undefined where nothing is done to a file. */
const whyAFile = (
  { tier, volume, io, pageCache, background, memory }: Constraints,
  { start }: WorkloadSpec,
): string | undefined => {
  if (tier !== undefined) return 'the file whose mappings the tier is to hold';
  if (volume !== undefined) return 'the file that is to lie on the volume';
  if (io !== undefined || background !== undefined)
    return 'the file whose device the caps and the load are to act on';
  if (pageCache !== undefined || start === 'cold')
    return 'the file that is to leave the page cache';
  if (memory?.max?.kind === 'model-share') return 'the file that the share of memory is taken of';
  return undefined;
};

/** More are not looked at by the library (`MAX_FILES` in base.h). */
const mostFiles = 64;

const checkFiles = async (
  paths: readonly string[],
  files: Pick<Files, 'stat'>,
): Promise<Result<ProgramRequest['files'], Failure>> => {
  if (paths.length > mostFiles)
    return invalid('--model', `at most ${mostFiles} files`, `${paths.length} files`);
  const found: { path: string; bytes: number }[] = [];
  for (const path of paths) {
    const stat = await files.stat(path);
    if (stat?.kind !== 'file' || stat.bytes === 0)
      return invalid('--model', 'a file with content that the program maps', path);
    // The library is told of several files on lines of their own.
    if (path.includes('\n')) return invalid('--model', 'a path without line feeds', path);
    found.push({ path, bytes: stat.bytes });
  }
  return success(found);
};

/** From options to what is run. Reads files and changes nothing. */
export const readExecRequest = async (
  options: ExecOptions,
  io: Io,
  files: Files,
  runName: string,
): Promise<Result<ExecRequest, Failure>> => {
  const { '--': command, set, seed } = options;
  const [name] = command;
  if (name === undefined || name === '')
    return invalid('exec', 'a command after --, as in: -- fio --name=read', 'nothing');
  const loaded = await loadProfile(options.profile, io.cwd, { set, sweep: [] });
  if (!loaded.ok) return loaded;
  const { profile } = loaded.value;
  const checked = checkProfile(profile);
  if (!checked.ok) return checked;
  const chosen = chooseCase(profile, options.case);
  const hasTier = chosen.constraints.tier !== undefined;
  const need =
    options.model.length === 0 ? whyAFile(chosen.constraints, profile.workload) : undefined;
  if (need !== undefined) return invalid('--model', need, 'nothing');
  const held = await checkFiles(
    options.model.map((each) => resolve(io.cwd, each)),
    files,
  );
  if (!held.ok) return held;
  const json = options.json === undefined ? undefined : resolve(io.cwd, options.json);
  if (json !== undefined && (await files.stat(dirname(json)))?.kind !== 'folder')
    return invalid('--json', 'a path in a folder that exists', json);
  const program = await findProgram(name, { cwd: io.cwd, path: io.env['PATH'] }, files);
  if (!program.ok) return program;
  const constrainable = hasTier
    ? await checkConstrainable(program.value, process.arch, files)
    : success(undefined);
  if (!constrainable.ok) return constrainable;
  // The copy on a volume takes the place of the file's absolute path.
  const onVolume = chosen.constraints.volume !== undefined;
  const words = command.map((word) =>
    onVolume && options.model.includes(word) ? resolve(io.cwd, word) : word,
  );
  const bytes = held.value[0]?.bytes ?? 0;
  const constraints = resolveSizes(chosen.constraints, bytes);
  if (!constraints.ok)
    return failed({ reason: 'invalid-profile', problems: [constraints.failure] });
  const nominal = resolveSizes(profile.constraints, bytes);
  return success({
    profile: profile.name,
    program: program.value,
    command: words,
    case: { ...chosen, constraints: constraints.value },
    nominal: nominal.ok ? nominal.value : profile.constraints,
    files: held.value,
    seed,
    name: runName,
    ...(profile.workload.start === 'cold' ? { start: 'cold' as const } : {}),
    ...(json === undefined ? {} : { json }),
  });
};
