import type { OptionTable } from '../command-spec.ts';
import { groups } from './groups.ts';
import { planOptions } from './measure.ts';

/** Options of `exec`. */
export const execOptions = {
  profile: planOptions.profile,
  set: planOptions.set,
  model: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'FILE',
    describe: 'file that the tier holds or the caps act on; repeatable',
    group: groups.measured,
    complete: 'file',
  },
  case: {
    type: 'string',
    value: 'CASE',
    describe: 'nominal, null or baseline (default: nominal)',
    group: groups.measured,
    complete: ['nominal', 'null', 'baseline'],
  },
  seed: {
    type: 'string',
    value: 'N',
    describe: 'seed of what the tier draws (default: 1)',
    group: groups.measured,
  },
  scope: planOptions.scope,
  'drop-global': planOptions['drop-global'],
  json: {
    type: 'string',
    value: 'FILE',
    describe: 'write the evidence to this file, as one JSON document',
    group: groups.output,
    complete: 'file',
  },
} as const satisfies OptionTable;
