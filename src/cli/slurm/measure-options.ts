import { resolve } from 'node:path';
import { isProfileFile } from '../load-profile.ts';
import type { MeasureOptions } from '../options.ts';

const flag = (name: string, isGiven: boolean): readonly string[] => (isGiven ? [`--${name}`] : []);

const value = (name: string, given: string | number | undefined): readonly string[] =>
  given === undefined ? [] : [`--${name}=${given}`];

/**
 * The options that decide what is measured as words of a command line, with paths that hold in every
 * folder; all but those after `--`.
 */
export const wordsOf = (options: MeasureOptions, cwd: string): readonly string[] => {
  const { profile, model, 'llama-bench': bench } = options;
  const halfWidth = options['half-width'];
  return [
    ...value('profile', isProfileFile(profile) ? resolve(cwd, profile) : profile),
    ...flag('quick', options.quick),
    ...options.set.flatMap((each) => value('set', each)),
    ...options.sweep.flatMap((each) => value('sweep', each)),
    ...value('design', options.design),
    ...value('rounds', options.rounds),
    ...value('max-rounds', options['max-rounds']),
    ...value('half-width', halfWidth === undefined ? undefined : `${halfWidth * 100}%`),
    ...flag('no-gate', !options.gate),
    ...value('seed', options.seed),
    ...value('threads', options.threads),
    ...value('model', model === undefined ? undefined : resolve(cwd, model)),
    ...value('llama-bench', bench?.includes('/') === true ? resolve(cwd, bench) : bench),
    ...value('scope', options.scope),
    ...flag('drop-global', options['drop-global']),
  ];
};
