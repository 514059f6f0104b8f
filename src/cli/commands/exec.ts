import process from 'node:process';
import { heldFile, runProgram } from '../../engine/run-program.ts';
import type { Observer } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import { judgeMemory } from '../../model/memory-room.ts';
import type { ProgramEnd, ProgramRecord } from '../../model/program-record.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { HostProbe } from '../../ports/host-probe.ts';
import { renderExecEvidence, renderExecJson } from '../../report/exec-evidence.ts';
import { acquireHostLock } from '../../store/host-lock.ts';
import { createAttachedRunner } from '../../system/attached-processes.ts';
import { createClock } from '../../system/clock.ts';
import { ensureCompiled } from '../../system/compiled.ts';
import { createFiles } from '../../system/files.ts';
import { caller } from '../caller.ts';
import { listenForCancel } from '../cancel.ts';
import { compileContext, tierLibrary } from '../compiled-files.ts';
import { compose, type Composition } from '../compose.ts';
import { readExecRequest, type ExecRequest } from '../exec-request.ts';
import { exitCodeOfSignal, exitCodes } from '../exit-code.ts';
import { beginHostChanges } from '../host-changes.ts';
import { createHostPorts, type HostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { createNarrator, type Narrator } from '../observer.ts';
import { checkOptions, ExecOptions, type RawOptions } from '../options.ts';
import { passSignals } from '../pass-signals.ts';
import { reportFailure } from '../report-failure.ts';
import { uniqueName } from '../unique-name.ts';
import { cancellable } from '../stage.ts';
import { toolVersion } from '../tool-version.ts';

/** The mechanisms of a case. The baseline has none but for a cold start: the program is started as it is. */
const stageDrivers = async (
  request: ExecRequest,
  options: ExecOptions,
  narrator: Narrator,
  ports: HostPorts,
): Promise<Result<Composition, Failure>> => {
  using cancel = listenForCancel();
  const processes = cancellable(ports.processes, cancel.signal);
  const library =
    request.case.constraints.tier === undefined
      ? success(undefined)
      : await ensureCompiled(tierLibrary, compileContext(processes, narrator.observe));
  if (!library.ok && cancel.received() === undefined) return library;
  const tier =
    library.ok && library.value !== undefined
      ? {
          tier: {
            ...{ library: library.value, arm: 'use' as const },
            repetition: { tests: 0, repetitions: 0 },
          },
        }
      : {};
  const composed = await compose(
    {
      ...{ cases: [request.case], model: heldFile(request), name: request.name },
      ...(options.scope === undefined ? {} : { scope: options.scope }),
      dropGlobal: options['drop-global'],
      ...(request.start === undefined ? {} : { start: request.start }),
      ...tier,
      ...{ observe: narrator.observe, signal: cancel.signal },
    },
    ports,
  );
  const signal = cancel.received();
  if (signal === undefined) return composed;
  if (composed.ok) await composed.value[Symbol.asyncDispose]();
  return failed({ reason: 'interrupted', signal });
};

/** The tier holds what the program maps, which may be less than the files: so this is no more than a warning. */
const warnOfMemory = async (
  { files }: ExecRequest,
  probe: HostProbe,
  observe: Observer,
): Promise<void> => {
  const room = await probe.memory();
  if (room === undefined) return;
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  const judged = judgeMemory(bytes, room);
  if (judged.kind === 'short')
    observe({
      kind: 'warning',
      message: 'memory does not suffice for a tier that holds the whole of the files',
      detail: judged.miss.what,
    });
};

const execute = async (
  request: ExecRequest,
  options: ExecOptions,
  io: Io,
  narrator: Narrator,
): Promise<Result<ProgramRecord, Failure>> => {
  const ports = createHostPorts(createClock());
  const { clock } = ports;
  const lock = await acquireHostLock({
    pid: process.pid,
    profile: request.profile,
    startedUtc: clock.utc(),
  });
  if (!lock.ok) return lock;
  await using _held = lock.value;
  await using _changes = await beginHostChanges(ports, narrator.observe);
  const composed = await stageDrivers(request, options, narrator, ports);
  if (!composed.ok) return composed;
  await using composition = composed.value;
  if (request.case.constraints.tier !== undefined)
    await warnOfMemory(request, ports.probe, narrator.observe);
  using signals = passSignals();
  const run = await runProgram(
    {
      drivers: composition.drivers,
      programs: createAttachedRunner(),
      signals,
      clock,
      preload: io.env['LD_PRELOAD'],
    },
    request,
  );
  if (!run.ok) return run;
  return success({
    toolVersion: toolVersion(),
    profile: request.profile,
    case: request.case.kind,
    seed: request.seed,
    constraints: request.case.constraints,
    files: request.files.map(({ path }) => path),
    command: request.command,
    program: request.program,
    ...run.value,
  });
};

const ownCodeOf = (end: ProgramEnd): number =>
  end.how === 'exited' ? end.code : exitCodeOfSignal(end.signal);

/** The program's own code; where that is 0, the verdict decides. */
const exitCodeOfRecord = ({ end, verdict }: ProgramRecord): number => {
  const own = ownCodeOf(end);
  return own === 0 && verdict.verdict !== 'bound' ? exitCodes.someFailed : own;
};

/** Evidence goes to standard error, or as JSON to a file; where in doubt or in need, to both. */
const giveEvidence = async (
  record: ProgramRecord,
  json: string | undefined,
  io: Io,
): Promise<number> => {
  const code = exitCodeOfRecord(record);
  const text = new TextEncoder().encode(renderExecJson(record, code));
  const files = createFiles({ owner: caller() });
  const written = json === undefined ? undefined : await files.writeStream(json, [text]);
  if (written?.ok !== true || record.verdict.verdict !== 'bound')
    io.err(renderExecEvidence(record));
  if (written?.ok !== false) return code;
  const failure = reportFailure(io, written.failure);
  return code === 0 ? failure : code;
};

/** Runs any program under a profile's nominal constraints, and says what the constraints did. */
export const execCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(ExecOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { verbose, quiet } = options.value;
  const request = await readExecRequest(options.value, io, createFiles(), uniqueName());
  if (!request.ok) return reportFailure(io, request.failure);
  // No progress line: the terminal is the program's.
  using narrator = createNarrator(io, { verbose, quiet, progress: false });
  const record = await execute(request.value, options.value, io, narrator);
  if (record.ok) return await giveEvidence(record.value, request.value.json, io);
  if (record.failure.reason !== 'interrupted') return reportFailure(io, record.failure);
  const { signal } = record.failure;
  io.err(`emulate: interrupted by ${signal} before the program was started\n`);
  return exitCodeOfSignal(signal);
};
