import type { OptionTable } from '../command-spec.ts';
import { planOptions } from './measure.ts';

/** Options of `profiles`. */
export const profilesOptions = { json: planOptions.json } as const satisfies OptionTable;

/** Options of `model make`. */
export const modelOptions = {
  shape: {
    type: 'string',
    value: 'NAME',
    describe: 'demo, qwen2.5-0.5b, qwen2.5-3b, ...; required',
    complete: 'shape',
  },
  out: { type: 'string', value: 'FILE', describe: 'file to write; required', complete: 'file' },
  seed: {
    type: 'string',
    value: 'N',
    describe: 'the same seed gives the same bytes (default: 1)',
  },
} as const satisfies OptionTable;

/** Options of `doctor`. */
export const doctorOptions = {
  model: {
    type: 'string',
    value: 'FILE',
    describe: 'ask about this model and its disk (default: the demo model)',
    complete: 'file',
  },
  'llama-bench': planOptions['llama-bench'],
  json: planOptions.json,
} as const satisfies OptionTable;

/** Options of `cleanup`. */
export const cleanupOptions = {
  'dry-run': { type: 'boolean', describe: 'say what is there, undo nothing' },
  json: planOptions.json,
} as const satisfies OptionTable;
