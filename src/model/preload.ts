import { machineOf, type ElfFacts } from './elf.ts';

/** A program file, as far as its first bytes say what starts it. */
export type ProgramHead =
  { readonly kind: 'script'; readonly interpreter: string } | { readonly kind: 'program' };

/**
 * Tells a script from a program. The kernel takes the interpreter from the first line, up to the
 * first blank or tab (`load_script` in the kernel's `fs/binfmt_script.c`).
 */
export const readProgramHead = (head: Uint8Array): ProgramHead => {
  if (head[0] !== 0x23 || head[1] !== 0x21) return { kind: 'program' };
  const line = new TextDecoder().decode(head.subarray(2, 256)).split('\n', 1)[0] ?? '';
  return { kind: 'script', interpreter: line.trim().split(/[ \t]/, 1)[0] ?? '' };
};

/** Why a set-user-id or set-group-id program cannot be constrained (`ld.so(8)`, secure-execution mode). */
export const setIdProblem =
  'it is a set-user-id or set-group-id file, for which the loader ignores LD_PRELOAD, so the tier cannot act in it';

/**
 * Why the loader would not bring the tier (a library named by LD_PRELOAD) into a program; undefined
 * when it would. `elf` is undefined for a file that is no 64-bit ELF file; `architecture` is this
 * machine's, as Node calls it.
 */
export const whyNotPreloaded = (
  elf: ElfFacts | undefined,
  architecture: string,
): string | undefined => {
  if (elf === undefined) return 'it is neither a 64-bit Linux program nor a script';
  const machine = machineOf[architecture];
  if (machine !== undefined && elf.machine !== machine) {
    const built = Object.entries(machineOf).find(([, number]) => number === elf.machine)?.[0];
    return `it is built for ${built ?? `processor type ${elf.machine}`}, this machine runs ${architecture} programs`;
  }
  return elf.hasLoader
    ? undefined
    : 'it is statically linked, so the tier (a library loaded with LD_PRELOAD) cannot act in it';
};
