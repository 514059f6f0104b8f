import type { WorkloadFacts } from '../../model/manifest.ts';
import type { Observer } from '../../model/event.ts';
import type { Files } from '../../ports/files.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';

/** What a build of llama-bench understands, as its `--help` says; builds differ by age. */
export interface LlamaBenchOptions {
  /** `--load-mode` (newer), `--mmap` and perhaps `--direct-io` (older), or neither: it then maps the file. */
  readonly loadMode: 'load-mode' | 'mmap-flag' | 'none';
  /** The load modes that it knows, in the words of newer builds: `mmap`, `none`, `dio`. */
  readonly loadModes: readonly string[];
  /** It takes `--n-depth`. */
  readonly depth: boolean;
  /** It obeys EMULATE_FILE_BACKED_WEIGHTS: emulate's own build. */
  readonly fileBackedWeights: boolean;
}

/** A llama-bench that was tried and can be measured with. */
export interface LlamaBench {
  readonly path: string;
  readonly origin: WorkloadFacts['origin'];
  /** As it says itself; 'unknown' for builds that do not say. */
  readonly version: string;
  readonly sha256: string;
  readonly options: LlamaBenchOptions;
}

/** What finding and building act through. */
export interface LlamaBenchPorts {
  readonly files: Files;
  readonly processes: ProcessRunner;
  readonly observe: Observer;
}

/** Set to `1` in the environment, keeps weights in the mapped file; see file-backed-weights.cpp. */
export const fileBackedWeightsVariable = 'EMULATE_FILE_BACKED_WEIGHTS';

/** Far above the size of any llama-bench that links llama.cpp dynamically. */
export const mostProgramBytes = 64 * 2 ** 20;

/** What to do about a llama-bench that cannot be used. */
export const wayOut =
  'pass the path of a dynamically linked llama-bench with --llama-bench, or have none on the PATH and emulate builds one';
