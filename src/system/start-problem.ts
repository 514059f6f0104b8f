import { open, stat } from 'node:fs/promises';
import process from 'node:process';
import { delimiter, join } from 'node:path';
import type { ProcessSpec } from '../ports/process-runner.ts';

/** ELF `e_machine` values (System V ABI) of the processors that Node.js runs on under Linux. */
const machines: Readonly<Record<number, string>> = {
  3: 'ia32',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
};

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const resolve = async (command: string): Promise<string | undefined> => {
  if (command.includes('/')) return command;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, command);
    if (folder !== '' && (await exists(path))) return path;
  }
  return undefined;
};

/** Says in words why the operating system did not start a program. */
export const describeStartProblem = async (
  spec: Pick<ProcessSpec, 'command' | 'cwd'>,
  error: { readonly code?: string | undefined; readonly message: string },
): Promise<string> => {
  const name = `'${spec.command}'`;
  if (spec.cwd !== undefined && !(await exists(spec.cwd)))
    return `the folder '${spec.cwd}' to run ${name} in does not exist`;
  switch (error.code) {
    case 'ENOENT':
      if (!spec.command.includes('/')) return `${name} was not found on the PATH`;
      return (await exists(spec.command))
        ? `${name} names an interpreter or loader that does not exist on this machine`
        : `${name} does not exist`;
    case 'EACCES':
      return `${name} is not executable`;
    case 'E2BIG':
      return `the arguments and environment of ${name} are longer than the kernel allows`;
    case 'ENOEXEC':
      return `${name} is no program that this machine can run`;
    default:
      return `${name} could not be started: ${error.message}`;
  }
};

/**
 * For a program that failed at once: says when it was built for another processor. The kernel
 * refuses such a file, but `execvp` then hands it to `/bin/sh`, which fails with a syntax error
 * (exit code 2, 126 or 127) that explains nothing.
 */
export const describeForeignProgram = async (
  command: string,
  code: number,
): Promise<string | undefined> => {
  if (![2, 126, 127].includes(code)) return undefined;
  const path = await resolve(command);
  if (path === undefined) return undefined;
  const machine = await readMachine(path);
  return machine === undefined || machine === process.arch
    ? undefined
    : `'${command}' is built for ${machine}, this machine runs ${process.arch} programs`;
};

const readMachine = async (path: string): Promise<string | undefined> => {
  try {
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(new Uint8Array(20), 0, 20, 0);
    const head = new DataView(buffer.buffer);
    if (bytesRead < 20 || head.getUint32(0) !== 0x7f454c46) return undefined;
    const number = head.getUint16(18, buffer[5] !== 2);
    return machines[number] ?? `processor type ${number}`;
  } catch {
    return undefined;
  }
};
