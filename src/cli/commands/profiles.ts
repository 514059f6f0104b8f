import type { Failure } from '../../model/failure.ts';
import type { Result } from '../../model/result.ts';
import { renderProfileTable } from '../../report/profile-table.ts';
import type { Io } from '../io.ts';
import { listProfiles } from '../list-profiles.ts';
import { loadProfile, readProfileText } from '../load-profile.ts';
import { checkOptions, ProfilesOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

const list = async (io: Io, json: boolean): Promise<number> => {
  const listed = await listProfiles(io.cwd);
  if (!listed.ok) return reportFailure(io, listed.failure);
  if (!json) {
    io.out(renderProfileTable(listed.value));
    return 0;
  }
  const profiles = listed.value.map(({ lacks: _words, enforceability, ...profile }) => ({
    ...profile,
    enforceable: enforceability.lacks.length === 0,
    ...enforceability,
  }));
  io.out(`${JSON.stringify({ schemaVersion: 1, profiles }, undefined, 2)}\n`);
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
