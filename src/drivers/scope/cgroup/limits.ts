import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { ScopeLimits } from '../../../model/scope.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import type { CgroupFolders } from './folders.ts';
import { limitSettingsVersion1 } from './limits-v1.ts';
import { limitSettingsVersion2 } from './limits-v2.ts';
import type { LimitSetting } from './limit-setting.ts';

/** What is written for the limits, in this order, and what is then expected to stand there. */
export const limitSettings = (
  folders: CgroupFolders,
  limits: ScopeLimits,
): readonly LimitSetting[] =>
  (folders.version === 2 ? limitSettingsVersion2 : limitSettingsVersion1)(folders, limits);

/** Reads every setting back; gives the limits by parameter, or the first that is other than asked. */
export const readBack = async (
  files: Pick<ControlFiles, 'read'>,
  settings: readonly LimitSetting[],
): Promise<Result<Readonly<Record<string, number>>, Failure>> => {
  const applied: Record<string, number> = {};
  for (const setting of settings) {
    const place = setting.readPath ?? setting.path;
    const content = await files.read(place);
    if (!content.ok) return content;
    const found = content.value === undefined ? 'no such file' : setting.read(content.value);
    if (found !== setting.expected)
      return failed({ reason: 'not-applied', place, asked: setting.expected, applied: found });
    Object.assign(applied, setting.applied);
  }
  return success(applied);
};
