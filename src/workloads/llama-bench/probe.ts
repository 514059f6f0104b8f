import { readElf } from '../../model/elf.ts';
import type { Failure } from '../../model/failure.ts';
import { readProgramHead, setIdProblem, whyNotPreloaded } from '../../model/preload.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { readHelp, readVersion } from './help.ts';
import {
  fileBackedWeightsVariable,
  mostProgramBytes,
  wayOut,
  type LlamaBench,
  type LlamaBenchPorts,
} from './llama-bench.ts';
import { askLoader, readLoaderReport, whyNotReached } from './loader-report.ts';
import { explainStart, type ProblemAndHint } from './start-failure.ts';

/** A file that may be a llama-bench. */
export interface Candidate {
  readonly path: string;
  readonly origin: LlamaBench['origin'];
  /** Of this machine, as Node calls it: `x64`, `arm64`. */
  readonly architecture: string;
}

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
      setIdProblem,
      `use a copy without the bit: cp '${path}' DIR, then pass the copy with --llama-bench`,
    );

  const program = await ports.files.readBytes(path, 0, mostProgramBytes);
  if (!program.ok) return program;
  const linking = checkLinking(program.value, candidate);
  if (linking !== undefined) return unusable(linking.problem, linking.hint);

  const run = (option: string, env: Readonly<Record<string, string>> = {}) =>
    ports.processes.run({
      command: path,
      args: [option],
      env: { LC_ALL: 'C', ...env },
      timeoutMs: 30_000,
      outputLimitBytes: 256 * 1024,
    });
  const help = await run('--help', askLoader);
  const report = readLoaderReport(help.stderr);
  const problem = explainStart({ ...help, stderr: report.rest });
  if (problem !== undefined) return unusable(problem.problem, problem.hint);
  const reading = readHelp(`${help.stdout}\n${report.rest}`);
  switch (reading.kind) {
    case 'other-program':
      return unusable("its '--help' does not show llama-bench's options", wayOut);
    case 'too-old':
      return unusable(
        `it is too old: it lacks ${reading.lacks}`,
        'update llama.cpp, or have none on the PATH and emulate builds one',
      );
    case 'llama-bench': {
      const unreached = await whyNotReached({ path, program: program.value }, report, ports.files);
      if (unreached !== undefined) return unusable(unreached.problem, unreached.hint);
      if (readProgramHead(program.value).kind === 'script')
        ports.observe({
          kind: 'warning',
          message:
            'llama-bench is a script: what it starts is measured, but its identity is not recorded',
          detail: path,
        });
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

/** Why the library that LD_PRELOAD brings along could not see the calls that it must see, by the file. */
const checkLinking = (
  program: Uint8Array,
  { architecture }: Candidate,
): ProblemAndHint | undefined => {
  if (readProgramHead(program).kind === 'script') return undefined;
  const problem = (text: string, hint: string): ProblemAndHint => ({ problem: text, hint });
  const elf = readElf(program);
  const refused = whyNotPreloaded(elf, architecture);
  if (refused !== undefined) return problem(refused, wayOut);
  if (elf?.needed === undefined)
    return problem(
      'its list of libraries cannot be read: it is damaged, or so large because llama.cpp is linked into it statically',
      wayOut,
    );
  if (!elf.needed.some((name) => name.startsWith('libllama')))
    return problem(
      'it does not load llama.cpp as a library: it is not llama-bench, or llama.cpp is linked into it statically, where the tier (a library loaded with LD_PRELOAD) cannot see its calls',
      `build llama.cpp with -DBUILD_SHARED_LIBS=ON; or ${wayOut}`,
    );
  return undefined;
};

const contains = (program: Uint8Array, text: string): boolean =>
  Buffer.from(program.buffer, program.byteOffset, program.byteLength).includes(text);
