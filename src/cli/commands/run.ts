import process from 'node:process';
import { countFailed } from '../../engine/run-plan.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { unprovenPoints } from '../../model/curve/curves.ts';
import { deriveFindings, type Findings } from '../../report/findings.ts';
import { renderSummary } from '../../report/summary.ts';
import { acquireHostLock } from '../../store/host-lock.ts';
import { readResults } from '../../store/read-results.ts';
import { createClock } from '../../system/clock.ts';
import { listenForCancel, type Cancel } from '../cancel.ts';
import { exitCodeOfSignal, exitCodes } from '../exit-code.ts';
import { beginHostChanges } from '../host-changes.ts';
import { createHostPorts, type HostPorts } from '../host-ports.ts';
import { lookInto } from '../into-folder.ts';
import type { Io } from '../io.ts';
import { measure, writeReport, type Measured } from '../measure.ts';
import { planMeasurement, type Measurement } from '../measurement.ts';
import { createNarrator, type Narrator } from '../observer.ts';
import { checkOptions, RunOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import {
  expectSameFiles,
  isComplete,
  readContinued,
  readResumable,
  type Continued,
  type Resumable,
} from '../resume.ts';
import { resultPage } from '../result-page.ts';
import { stage } from '../stage.ts';
import { toolVersion } from '../tool-version.ts';
import { planCommand } from './plan.ts';

/** What is to be measured, from its beginning or from where it was interrupted. */
interface Asked {
  readonly options: RunOptions;
  readonly measurement: Measurement;
  readonly resumable?: Resumable;
}

const goOn = async (raw: RawOptions, io: Io, ports: HostPorts): Promise<Result<Asked, Failure>> => {
  const resumable = await readResumable(raw, io, ports.probe);
  if (!resumable.ok) return resumable;
  const { options, measurement } = resumable.value;
  return success({ options, measurement, resumable: resumable.value });
};

const ask = async (raw: RawOptions, io: Io, ports: HostPorts): Promise<Result<Asked, Failure>> => {
  if (raw['resume'] !== undefined && raw['into'] === undefined) return goOn(raw, io, ports);
  const options = checkOptions(RunOptions, raw);
  if (!options.ok) return options;
  if (options.value.into !== undefined) {
    const into = await lookInto(raw, options.value, io.cwd);
    if (!into.ok) return into;
    const { into: _into, ...rest } = raw;
    if (into.value.kind === 'continue')
      return goOn({ ...rest, resume: into.value.folder }, io, ports);
  }
  const measurement = await planMeasurement(options.value, io.cwd);
  if (!measurement.ok) return measurement;
  return success({ options: options.value, measurement: measurement.value });
};

/** A sweep of which every run is made already: only its outputs are written again. */
const closeComplete = async (
  { folder }: Continued,
  narrator: Narrator,
): Promise<Result<Measured, Failure>> => {
  narrator.observe({
    kind: 'step-began',
    step: 'the sweep is complete, nothing is left to run: its outputs are written again',
    detail: folder,
  });
  const recorded = await readResults(folder);
  if (!recorded.ok) return recorded;
  const dataset = recorded.value;
  const { runs } = dataset;
  const reported = await writeReport(folder, dataset, narrator);
  if (!reported.ok) return reported;
  return success({ folder, dataset, runs, failedRuns: countFailed(runs), interrupted: false });
};

const findContinued = async (
  resumable: Resumable | undefined,
  { observe }: Narrator,
): Promise<Result<Continued | undefined, Failure>> =>
  resumable === undefined
    ? success(undefined)
    : await readContinued(resumable, (message) => {
        observe({ kind: 'warning', message });
      });

const runMeasurement = async (
  { options, measurement, resumable }: Asked,
  io: Io,
  ports: HostPorts,
  cancel: Cancel,
): Promise<Result<Measured, Failure>> => {
  using narrator = createNarrator(io, options);
  const lock = await acquireHostLock({
    pid: process.pid,
    profile: measurement.plan.profile.name,
    startedUtc: ports.clock.utc(),
  });
  if (!lock.ok) return lock;
  await using _held = lock.value;
  await using _changes = await beginHostChanges(ports, narrator.observe);
  const found = await findContinued(resumable, narrator);
  if (!found.ok) return found;
  const continued = found.value;
  if (continued !== undefined && isComplete(continued))
    return await closeComplete(continued, narrator);
  const { signal } = cancel;
  const staged = await stage(options, { io, observe: narrator.observe, signal });
  const interruptedBy = cancel.received();
  if (interruptedBy !== undefined) return failed({ reason: 'interrupted', signal: interruptedBy });
  if (!staged.ok) return staged;
  const same = continued === undefined ? undefined : expectSameFiles(continued, staged.value);
  if (same?.ok === false) return same;
  return await measure(
    {
      options,
      cwd: io.cwd,
      command: ['emulate', ...process.argv.slice(2)],
      toolVersion: toolVersion(),
      ports,
      narrator,
      signal,
    },
    measurement,
    staged.value,
    continued,
  );
};

const describeEnd = ({ folder, interrupted, stopped }: Measured): string =>
  interrupted || stopped !== undefined
    ? `\n${interrupted ? 'Interrupted' : 'Ended early'}. The runs so far are in ${folder}: 'emulate --resume ${folder}' continues the sweep.\n`
    : `\nReport: ${folder}/report.md\n        ${folder}/report.html\n`;

const printResult = (io: Io, measured: Measured, findings: Findings, json: boolean): void => {
  if (json) {
    const { folder, failedRuns, interrupted } = measured;
    const { curves, requirements, fits, drift, rounds } = findings;
    const result = {
      schemaVersion: 1,
      folder,
      failedRuns,
      interrupted,
      curves,
      requirements,
      fits,
      drift,
      rounds,
    };
    io.out(`${JSON.stringify(result, undefined, 2)}\n`);
    return;
  }
  if (measured.dataset.runs.length > 0) io.out(`${renderSummary(findings, resultPage(io))}\n`);
  io.out(describeEnd(measured));
};

/** Runs a profile: plan, staging, sweep, outputs, summary; or goes on with a sweep that was interrupted. */
export const runCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  if (raw['dry-run'] === true && raw['resume'] === undefined) return planCommand(raw, io);
  const ports = createHostPorts(createClock());
  const asked = await ask(raw, io, ports);
  if (!asked.ok) return reportFailure(io, asked.failure);
  using cancel = listenForCancel();
  const measured = await runMeasurement(asked.value, io, ports, cancel);
  if (!measured.ok) return reportFailure(io, measured.failure);
  const findings = deriveFindings(measured.value.dataset);
  printResult(io, measured.value, findings, asked.value.options.json);
  const signal = cancel.received();
  if (signal !== undefined) return exitCodeOfSignal(signal);
  const { stopped } = measured.value;
  if (stopped !== undefined) return reportFailure(io, stopped);
  const proven = measured.value.failedRuns === 0 && unprovenPoints(findings.curves).length === 0;
  return proven ? exitCodes.done : exitCodes.someFailed;
};
