import type { Miss } from './failure.ts';
import { describeQuantity, type Bytes } from './units.ts';

/** How much more memory a process that is started now can take. */
export interface MemoryRoom {
  /** Without swapping; page cache that can be given back counts as free. */
  readonly availableBytes: Bytes;
  /** The control group whose limit leaves this little; absent where the machine itself does. */
  readonly group?: { readonly path: string; readonly limitBytes: Bytes };
}

/** For the program, its context (KV cache, computation buffers) and this program, by experience. */
const marginBytes: Bytes = 256 * 2 ** 20;

/** What the memory is for, against what there is of it. */
export type MemoryJudgement =
  | { readonly kind: 'enough' }
  /** Enough for the weights, not for a second copy of them. */
  | { readonly kind: 'tight'; readonly message: string; readonly detail: string }
  | { readonly kind: 'short'; readonly miss: Miss };

const bytes = (value: number): string => describeQuantity('bytes', value);

const whereOf = ({ group }: MemoryRoom): string =>
  group === undefined
    ? 'on this machine'
    : `in the control group '${group.path}', which is limited to ${bytes(group.limitBytes)}`;

const wayOutOf = ({ group }: MemoryRoom): string =>
  group === undefined
    ? 'end other programs, or use a smaller model or another machine'
    : `raise the limit of the control group '${group.path}' (in a container: its memory limit), or use a smaller model`;

/**
 * Whether weights of `heldBytes` can be held in memory. The tier keeps them in memory of its own, and
 * llama.cpp may copy all of them once more while loading, into layouts that suit the processor.
 */
export const judgeMemory = (heldBytes: Bytes, room: MemoryRoom): MemoryJudgement => {
  const { availableBytes } = room;
  const need = heldBytes + marginBytes;
  if (availableBytes < need)
    return {
      kind: 'short',
      miss: {
        what: `memory for the weights: expected ${bytes(need)} (${bytes(heldBytes)} of weights, which the tier holds in memory, and ${bytes(marginBytes)} for the program), got ${bytes(availableBytes)} ${whereOf(room)}; ${bytes(need - availableBytes)} are missing`,
        remedy: wayOutOf(room),
      },
    };
  const most = need + heldBytes;
  return availableBytes < most
    ? {
        kind: 'tight',
        message: 'memory may run short: llama.cpp may copy all weights while loading',
        detail: `with copies up to ${bytes(most)} are needed, ${bytes(availableBytes)} are available ${whereOf(room)}`,
      }
    : { kind: 'enough' };
};
