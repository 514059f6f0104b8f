import { z } from 'zod';

/** A change that this program makes to the host, with what is needed to find it again and to undo it. */
export const HostChange = z.discriminatedUnion('kind', [
  /** Processes that this program starts, and theirs: each has the mark in its environment. */
  z.object({ kind: z.literal('processes'), mark: z.string() }),
  /** Files and folders in a folder whose names hold the mark, made to be removed soon. */
  z.object({ kind: z.literal('temporary'), folder: z.string(), mark: z.string() }),
  z.object({ kind: z.literal('cgroup'), path: z.string() }),
  z.object({ kind: z.literal('unit'), name: z.string(), manager: z.enum(['system', 'user']) }),
  /** What a group hands down to those below it, and what is written to take it back. */
  z.object({ kind: z.literal('controllers'), path: z.string(), takeBack: z.string() }),
  z.object({ kind: z.literal('mount'), path: z.string() }),
  /** The path is empty as long as the kernel has not chosen one; the file tells the device then. */
  z.object({ kind: z.literal('loop-device'), path: z.string(), file: z.string() }),
  /** The names of all zram devices that are there before one is added: the new one is none of them. */
  z.object({ kind: z.literal('zram-device-coming'), others: z.array(z.string()) }),
  z.object({ kind: z.literal('zram-device'), path: z.string(), bytes: z.number().positive() }),
  /** The read-ahead of a volume's device in KiB, as text: before, and as it is set. */
  z.object({
    kind: z.literal('read-ahead'),
    path: z.string(),
    former: z.string(),
    set: z.string(),
  }),
  z.object({ kind: z.literal('volume-folder'), path: z.string() }),
  z.object({ kind: z.literal('background-folder'), path: z.string() }),
]);
/** A change that this program makes to the host, with what is needed to find it again and to undo it. */
export type HostChange = z.infer<typeof HostChange>;

/** A change of one kind. */
export type ChangeOf<Kind extends HostChange['kind']> = Extract<
  HostChange,
  { readonly kind: Kind }
>;

/** Whether a change can still be there after a restart of the machine: only what lies on a disk can. */
export const outlivesRestart = ({ kind }: HostChange): boolean => {
  switch (kind) {
    case 'temporary':
    case 'volume-folder':
    case 'background-folder':
      return true;
    case 'processes':
    case 'cgroup':
    case 'unit':
    case 'controllers':
    case 'mount':
    case 'loop-device':
    case 'zram-device-coming':
    case 'zram-device':
    case 'read-ahead':
      return false;
  }
};
