import { readdir } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { nearestName } from '../model/nearest-name.ts';
import type { Plan } from '../model/plan.ts';
import { expandPlan } from '../model/plan/expand.ts';
import type { Overrides } from '../model/profile/overrides.ts';
import { parseProfile } from '../model/profile/parse-profile.ts';
import type { Profile } from '../model/profile/profile.ts';
import { failed, success, type Result } from '../model/result.ts';
import { readBounded } from '../store/read-bounded.ts';
import { packagePaths } from './paths.ts';

const ending = '.yaml';

/** The parser of profiles takes less; what is larger is not even read. */
const mostBytes = 2 ** 20;

/** A profile and the text that it was read from. */
export interface LoadedProfile {
  readonly profile: Profile;
  readonly text: string;
}

/** Names of the shipped profiles, sorted. */
const shippedProfiles = async (): Promise<readonly string[]> =>
  (await readdir(packagePaths.profiles))
    .filter((name) => name.endsWith(ending))
    .map((name) => basename(name, ending))
    .toSorted();

/** Whether a name of a profile is that of a file. */
export const isProfileFile = (name: string): boolean => name.includes('/') || /\.ya?ml$/.test(name);

/** How messages name a file: as short as it can be said from here. */
const shortPath = (path: string, cwd: string): string => {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
};

const unknownProfile = (got: string, known: readonly string[]): Failure => {
  const nearest = nearestName(got, known);
  return {
    reason: 'unknown-name',
    kind: 'profile',
    got,
    known,
    ...(nearest === undefined ? {} : { nearest }),
  };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The text of a profile: a file when the name looks like one, else a shipped profile. */
export const readProfileText = async (
  name: string,
  cwd: string,
): Promise<Result<{ readonly text: string; readonly file: string }, Failure>> => {
  const known = await shippedProfiles();
  if (!isProfileFile(name) && !known.includes(name)) return failed(unknownProfile(name, known));
  const path = isProfileFile(name)
    ? resolve(cwd, name)
    : join(packagePaths.profiles, `${name}${ending}`);
  try {
    const bytes = await readBounded(path, mostBytes);
    return success({ text: bytes.toString('utf8'), file: shortPath(path, cwd) });
  } catch (error) {
    if (isMissing(error)) return failed(unknownProfile(name, known));
    return failed({
      reason: 'file-failed',
      path: name,
      operation: 'read the profile',
      problem: error instanceof Error ? error.message : String(error),
    });
  }
};

/** Reads and checks a profile with the command line's overrides in it. */
export const loadProfile = async (
  name: string,
  cwd: string,
  overrides?: Overrides,
): Promise<Result<LoadedProfile, Failure>> => {
  const read = await readProfileText(name, cwd);
  if (!read.ok) return read;
  const profile = parseProfile(read.value.text, read.value.file, overrides);
  return profile.ok ? success({ profile: profile.value, text: read.value.text }) : profile;
};

/** The plans of the shipped profiles as they are, in the order of their names. */
export const loadShippedPlans = async (cwd: string): Promise<Result<readonly Plan[], Failure>> => {
  const plans: Plan[] = [];
  for (const name of await shippedProfiles()) {
    const loaded = await loadProfile(name, cwd);
    if (!loaded.ok) return loaded;
    const plan = expandPlan(loaded.value.profile, { seed: 1, quick: false });
    if (!plan.ok) return plan;
    plans.push(plan.value);
  }
  return success(plans);
};
