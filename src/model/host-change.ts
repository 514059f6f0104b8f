import { z } from 'zod';

/** A change that this program makes to the host, with what is needed to undo it. */
export const HostChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cgroup'), path: z.string() }),
  z.object({ kind: z.literal('unit'), name: z.string(), manager: z.enum(['system', 'user']) }),
  z.object({ kind: z.literal('mount'), path: z.string() }),
  z.object({ kind: z.literal('loop-device'), path: z.string(), file: z.string() }),
  z.object({ kind: z.literal('zram-device'), path: z.string() }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
  /** A control file of the kernel and what stood in it before. */
  z.object({ kind: z.literal('setting'), path: z.string(), former: z.string() }),
]);
/** A change that this program makes to the host, with what is needed to undo it. */
export type HostChange = z.infer<typeof HostChange>;
