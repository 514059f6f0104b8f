import { parameters } from '../../model/profile/parameters.ts';
import { referenceParts } from '../../model/projection/reference-parts.ts';
import { scopeKinds } from '../../model/scope.ts';
import { modelShapes } from '../../workloads/llama-bench/model/shape.ts';
import type { Completion } from '../command-spec.ts';

/** What a shell offers for a value: fixed words, or something that it looks for itself. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'profile' | 'results' };

const words = (some: readonly string[]): Offer => ({ kind: 'words', words: some });

/** What can be offered; `value` is what the option's value is called. */
export const offerOf = (complete: Completion, value = ''): Offer => {
  switch (complete) {
    case 'file':
    case 'folder':
    case 'profile':
    case 'results':
      return { kind: complete };
    case 'parameter':
      // A value follows where the option wants one.
      return words(parameters.map(({ path }) => (value.includes('=') ? `${path}=` : path)));
    case 'part':
      return words(referenceParts.map(({ id }) => id));
    case 'scope':
      return words(scopeKinds);
    case 'shape':
      return words(modelShapes.map(({ name }) => name));
    default:
      return words(complete);
  }
};
