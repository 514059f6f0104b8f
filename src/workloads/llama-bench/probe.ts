import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { machineOf, readElf } from './elf.ts';
import { readHelp, readVersion } from './help.ts';
import { fileBackedWeightsVariable, type LlamaBench, type LlamaBenchPorts } from './llama-bench.ts';
import { explainStart } from './start-failure.ts';

/** A file that may be a llama-bench. */
export interface Candidate {
  readonly path: string;
  readonly origin: LlamaBench['origin'];
  /** Of this machine, as Node calls it: `x64`, `arm64`. */
  readonly architecture: string;
}

/** Far above the size of any llama-bench that links llama.cpp dynamically. */
const mostProgramBytes = 64 * 2 ** 20;

const wayOut =
  'pass the path of a dynamically linked llama-bench with --llama-bench, or have none on the PATH and emulate builds one';

/** Looks at a file and tries it: a llama-bench that can be measured with, or why not. */
export const probeLlamaBench = async (
  candidate: Candidate,
  ports: LlamaBenchPorts,
): Promise<Result<LlamaBench, Failure>> => {
  const { path, origin } = candidate;
  const unusable = (problem: string, hint: string): Result<never, Failure> =>
    failed({ reason: 'workload-unusable', path, problem, hint });

  const stat = await ports.files.stat(path);
  if (stat === undefined) return unusable('no such file', wayOut);
  if (stat.kind !== 'file') return unusable('it is not a file', wayOut);
  if (!stat.executable)
    return unusable('it is not executable', `make it executable: chmod +x '${path}'`);
  if (stat.setId)
    return unusable(
      'it is a set-user-id or set-group-id file, for which the loader ignores LD_PRELOAD, so the tier cannot act in it',
      `use a copy without the bit: cp '${path}' DIR, then pass the copy with --llama-bench`,
    );

  const program = await ports.files.readBytes(path, 0, mostProgramBytes);
  if (!program.ok) return program;
  const linking = checkLinking(program.value, candidate);
  if (linking.problem !== undefined) return unusable(linking.problem, linking.hint);
  if (linking.script)
    ports.observe({
      kind: 'warning',
      message:
        'llama-bench is a script: what it starts is measured, but its identity is not recorded',
      detail: path,
    });

  const run = (option: string) =>
    ports.processes.run({
      command: path,
      args: [option],
      env: { LC_ALL: 'C' },
      timeoutMs: 30_000,
      outputLimitBytes: 256 * 1024,
    });
  const help = await run('--help');
  const problem = explainStart(help);
  if (problem !== undefined) return unusable(problem.problem, problem.hint);
  const reading = readHelp(`${help.stdout}\n${help.stderr}`);
  switch (reading.kind) {
    case 'other-program':
      return unusable("its '--help' does not show llama-bench's options", wayOut);
    case 'too-old':
      return unusable(
        `it is too old: it lacks ${reading.lacks}`,
        'update llama.cpp, or have none on the PATH and emulate builds one',
      );
    case 'llama-bench': {
      const said = reading.tellsVersion ? await run('--version') : undefined;
      const sha256 = await ports.files.digest(path, 'sha256');
      if (!sha256.ok) return sha256;
      return success({
        path,
        origin,
        version: said === undefined ? 'unknown' : readVersion(`${said.stdout}\n${said.stderr}`),
        sha256: sha256.value,
        options: {
          ...reading.options,
          fileBackedWeights: contains(program.value, fileBackedWeightsVariable),
        },
      });
    }
  }
};

interface Linking {
  readonly script: boolean;
  readonly problem?: string;
  readonly hint: string;
}

/** Whether the library that LD_PRELOAD brings along can see the calls that it must see. */
const checkLinking = (program: Uint8Array, { architecture }: Candidate): Linking => {
  if (program[0] === 0x23 && program[1] === 0x21) return { script: true, hint: '' };
  const problem = (text: string, hint: string): Linking => ({ script: false, problem: text, hint });
  const elf = readElf(program);
  if (elf === undefined)
    return problem('it is neither a 64-bit Linux program nor a script', wayOut);
  const machine = machineOf[architecture];
  if (machine !== undefined && elf.machine !== machine) {
    const built = Object.entries(machineOf).find(([, number]) => number === elf.machine)?.[0];
    return problem(
      `it is built for ${built ?? `processor type ${elf.machine}`}, this machine runs ${architecture} programs`,
      wayOut,
    );
  }
  if (!elf.hasLoader)
    return problem(
      'it is statically linked, so the tier (a library loaded with LD_PRELOAD) cannot act in it',
      wayOut,
    );
  if (elf.needed === undefined)
    return problem(
      'its list of libraries cannot be read: it is damaged, or so large because llama.cpp is linked into it statically',
      wayOut,
    );
  if (!elf.needed.some((name) => name.startsWith('libllama')))
    return problem(
      'it does not load llama.cpp as a library: it is not llama-bench, or llama.cpp is linked into it statically, where the tier (a library loaded with LD_PRELOAD) cannot see its calls',
      `build llama.cpp with -DBUILD_SHARED_LIBS=ON; or ${wayOut}`,
    );
  return { script: false, hint: '' };
};

const contains = (program: Uint8Array, text: string): boolean =>
  Buffer.from(program.buffer, program.byteOffset, program.byteLength).includes(text);
