import { join, resolve } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { Manifest, RecordedOptions } from '../model/manifest.ts';
import type { Difference } from '../model/resume/differences.ts';
import { failed, success, type Result } from '../model/result.ts';
import { describeResultFolder } from '../store/result-folder.ts';
import { readManifest } from '../store/read-results.ts';
import { manifestName } from '../store/run-log.ts';
import type { RawOptions, RunOptions } from './options.ts';

/** Options that decide the plan. */
const planning = [
  ...(['quick', 'set', 'sweep', 'design', 'rounds', 'max-rounds', 'half-width'] as const),
  ...(['gate', 'seed', 'shard'] as const),
] as const;

const textOf = (value: RecordedOptions[(typeof planning)[number]]): string =>
  value === undefined ? 'none' : String(value);

/** Options of which the recorded sweep had others, given or not. */
const compareOptions = ({ options }: Manifest, now: RunOptions): readonly Difference[] =>
  options === undefined
    ? []
    : planning.flatMap((name) => {
        const [recorded, given] = [textOf(options[name]), textOf(now[name])];
        return recorded === given ? [] : [{ what: `--${name}`, recorded, now: given }];
      });

const misplaced = (raw: RawOptions): Failure | undefined => {
  const name = ['out', 'resume'].find((each) => raw[each] !== undefined);
  return name === undefined
    ? undefined
    : {
        reason: 'invalid-option',
        option: `--${name}`,
        expected: 'nothing beside --into, which names the folder itself',
        got: String(raw[name]),
      };
};

/** What is to be done about the folder that `--into` names. */
export type IntoFolder =
  { readonly kind: 'begin' } | { readonly kind: 'continue'; readonly folder: string };

/**
 * Whether a sweep begins in a folder or goes on there: it begins where the folder is empty or not there,
 * and goes on where it holds one of the same plan. Any other folder is refused.
 */
export const lookInto = async (
  raw: RawOptions,
  options: RunOptions,
  cwd: string,
): Promise<Result<IntoFolder, Failure>> => {
  const wrong = misplaced(raw);
  if (wrong !== undefined) return failed(wrong);
  const folder = resolve(cwd, String(raw['into']));
  const holds = await describeResultFolder(folder);
  if (!holds.ok) return holds;
  if (holds.value === 'nothing') return success({ kind: 'begin' });
  if (holds.value === 'other-files')
    return failed({
      reason: 'invalid-option',
      option: '--into',
      expected: 'a folder that is empty, not there, or holds a sweep that this one continues',
      got: folder,
    });
  const manifest = await readManifest(join(folder, manifestName));
  if (!manifest.ok) return manifest;
  const differences = compareOptions(manifest.value, options);
  return differences.length === 0
    ? success({ kind: 'continue', folder })
    : failed({ reason: 'not-resumable', folder, differences });
};
