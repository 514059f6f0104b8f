import type { Bytes } from '../../../model/units.ts';
import type { ModelDescription } from './describe.ts';

const isExpert = (name: string): boolean => name.includes('_exps.');

/** Of a token's row in the embedding nothing more is read; where the embedding is the output layer, all is. */
const isLookedUp = (name: string, tiedOutput: boolean): boolean =>
  name === 'token_embd.weight' && !tiedOutput;

/**
 * Bytes of weights that a step with a batch of `tokens` reads on average: `b = [1 - (1 - k/N)^B] W_r + W_0`, where k of
 * N experts are used by each token, independently of the others, W_r are the experts' weights and W_0 all others but
 * the rows of the embedding that no token asks for.
 */
export const bytesPerStep = ({ shape, tensors }: ModelDescription, tokens = 1): Bytes => {
  const { experts = { count: 1, used: 1 }, tiedOutput, vocabulary } = shape;
  const touched = 1 - (1 - experts.used / experts.count) ** tokens;
  const rows = 1 - (1 - 1 / vocabulary) ** tokens;
  return tensors.reduce((sum, { name, bytes }) => {
    const share = isExpert(name) ? touched : isLookedUp(name, tiedOutput) ? rows : 1;
    return sum + share * bytes;
  }, 0);
};
