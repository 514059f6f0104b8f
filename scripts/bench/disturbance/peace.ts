import type { Dataset } from '../../../src/model/dataset.ts';
import type { Workshop } from '../workshop.ts';
import { makeSweep } from './sweep.ts';

const running = new WeakMap<Workshop, Promise<Dataset>>();

/** The sweep beside which nothing else is started; made once for all parts. */
export const sweepInPeace = (shop: Workshop): Promise<Dataset> => {
  const known = running.get(shop) ?? makeSweep(shop);
  running.set(shop, known);
  return known;
};
