import type { LlamaBench, LlamaBenchOptions } from '../../src/workloads/llama-bench/llama-bench.ts';

/** What `--help` of each kind of build names. */
const loadModesOf: Readonly<Record<LlamaBenchOptions['loadMode'], readonly string[]>> = {
  'load-mode': ['auto', 'none', 'mmap', 'mlock', 'mmap+mlock', 'dio'],
  'mmap-flag': ['none', 'mmap'],
  none: ['mmap'],
};

/** A recent llama-bench, unless told otherwise. */
export const aLlamaBench = (options: Partial<LlamaBenchOptions> = {}): LlamaBench => ({
  path: '/opt/llama-bench',
  origin: 'flag',
  version: '0.5.0',
  sha256: 'a'.repeat(64),
  options: {
    loadMode: 'load-mode',
    loadModes: loadModesOf[options.loadMode ?? 'load-mode'],
    depth: true,
    fileBackedWeights: false,
    ...options,
  },
});
