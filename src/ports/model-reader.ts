import type { Failure } from '../model/failure.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Result } from '../model/result.ts';

/** Reads what a GGUF file says of itself. */
export interface ModelReader {
  /** Fails for a file that is missing, broken, truncated, or one part of a split model. */
  read(path: string): Promise<Result<ModelFacts, Failure>>;
}
