import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by a fifth of what is alive between two collections, where V8 would let it double: a long
 * record then takes less memory, for more collections. To be called before it is read.
 */
export const keepHeapLean = (): void => {
  setFlagsFromString('--heap-growing-percent=20');
};
