import type { Failure } from '../../model/failure.ts';
import type { Profile } from '../../model/profile/profile.ts';
import type { Result } from '../../model/result.ts';
import type { Io } from '../io.ts';
import { loadProfile, readProfileText, shippedProfiles } from '../load-profile.ts';
import { checkOptions, ProfilesOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

const sweptBy = (profile: Profile): readonly string[] =>
  profile.sweeps.map(({ parameter, levels }) => `${parameter} (${levels.length})`);

const list = async (io: Io, json: boolean): Promise<number> => {
  const rows: { name: string; title: string; sweeps: readonly string[] }[] = [];
  for (const name of await shippedProfiles()) {
    const loaded = await loadProfile(name, io.cwd);
    if (!loaded.ok) return reportFailure(io, loaded.failure);
    const { title } = loaded.value.profile;
    rows.push({ name, title, sweeps: sweptBy(loaded.value.profile) });
  }
  if (json) {
    io.out(`${JSON.stringify({ schemaVersion: 1, profiles: rows }, undefined, 2)}\n`);
    return 0;
  }
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, title, sweeps } of rows) {
    io.out(`${name.padEnd(width)}  ${title}\n`);
    io.out(`${' '.repeat(width)}  sweeps: ${sweeps.length > 0 ? sweeps.join(', ') : 'none'}\n`);
  }
  return 0;
};

const show = async (io: Io, names: readonly string[], json: boolean): Promise<number> => {
  const [name] = names;
  if (name === undefined || names.length > 1)
    return reportFailure(io, {
      reason: 'invalid-option',
      option: 'profiles show',
      expected: 'one name or file',
      got: names.length === 0 ? 'nothing' : `${names.length} names`,
    });
  if (json) {
    const loaded = await loadProfile(name, io.cwd);
    if (!loaded.ok) return reportFailure(io, loaded.failure);
    io.out(
      `${JSON.stringify({ schemaVersion: 1, profile: loaded.value.profile }, undefined, 2)}\n`,
    );
    return 0;
  }
  const read = await readProfileText(name, io.cwd);
  if (!read.ok) return reportFailure(io, read.failure);
  io.out(read.value.text);
  return 0;
};

const check = async (io: Io, names: readonly string[], json: boolean): Promise<number> => {
  if (names.length === 0)
    return reportFailure(io, {
      reason: 'invalid-option',
      option: 'profiles check',
      expected: 'one file or more',
      got: 'nothing',
    });
  const results: { name: string; loaded: Result<unknown, Failure> }[] = [];
  for (const name of names) results.push({ name, loaded: await loadProfile(name, io.cwd) });
  if (json) {
    const rows = results.map(({ name, loaded }) => ({
      name,
      valid: loaded.ok,
      ...(loaded.ok ? {} : { failure: loaded.failure }),
    }));
    io.out(`${JSON.stringify({ schemaVersion: 1, profiles: rows }, undefined, 2)}\n`);
  }
  let code = 0;
  for (const { name, loaded } of results) {
    if (!loaded.ok) code = json ? 2 : reportFailure(io, loaded.failure);
    else if (!json) io.out(`${name}: valid\n`);
  }
  return code;
};

/** Lists the shipped profiles, shows one, or checks files. */
export const profilesCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(ProfilesOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { action, names, json } = options.value;
  switch (action) {
    case 'list':
      return list(io, json);
    case 'show':
      return show(io, names, json);
    case 'check':
      return check(io, names, json);
  }
};
