import process from 'node:process';
import type { Failure } from '../../model/failure.ts';
import { failed, type Result } from '../../model/result.ts';
import { unprovenPoints } from '../../model/curve/curves.ts';
import { deriveFindings, type Findings } from '../../report/findings.ts';
import { renderSummary } from '../../report/summary.ts';
import { acquireHostLock } from '../../store/host-lock.ts';
import { createClock } from '../../system/clock.ts';
import { listenForCancel, type Cancel } from '../cancel.ts';
import { exitCodeOfSignal, exitCodes } from '../exit-code.ts';
import { createHostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { measure, type Measured } from '../measure.ts';
import { planMeasurement, type Measurement } from '../measurement.ts';
import { createNarrator } from '../observer.ts';
import { checkOptions, RunOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import { resultPage } from '../result-page.ts';
import { stage } from '../stage.ts';
import { toolVersion } from '../tool-version.ts';
import { planCommand } from './plan.ts';

const runMeasurement = async (
  options: RunOptions,
  measurement: Measurement,
  io: Io,
  cancel: Cancel,
): Promise<Result<Measured, Failure>> => {
  using narrator = createNarrator(io, options);
  const clock = createClock();
  const lock = await acquireHostLock({
    pid: process.pid,
    profile: measurement.plan.profile.name,
    startedUtc: clock.utc(),
  });
  if (!lock.ok) return lock;
  await using _held = lock.value;
  const { signal } = cancel;
  const staged = await stage(options, { io, observe: narrator.observe, signal });
  const interruptedBy = cancel.received();
  if (interruptedBy !== undefined) return failed({ reason: 'interrupted', signal: interruptedBy });
  if (!staged.ok) return staged;
  return await measure(
    {
      options,
      cwd: io.cwd,
      command: ['emulate', ...process.argv.slice(2)],
      toolVersion: toolVersion(),
      ports: createHostPorts(clock),
      narrator,
      signal,
    },
    measurement,
    staged.value,
  );
};

const describeEnd = ({ folder, interrupted }: Measured): string =>
  interrupted
    ? `\nInterrupted. The runs so far are in ${folder}; 'emulate report ${folder}' rebuilds its outputs.\n`
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
  if (measured.runs.length > 0) io.out(`${renderSummary(findings, resultPage(io))}\n`);
  io.out(describeEnd(measured));
};

/** Runs a profile: plan, staging, sweep, outputs, summary. */
export const runCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(RunOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  if (options.value['dry-run']) return planCommand(raw, io);
  const measurement = await planMeasurement(options.value, io.cwd);
  if (!measurement.ok) return reportFailure(io, measurement.failure);
  using cancel = listenForCancel();
  const measured = await runMeasurement(options.value, measurement.value, io, cancel);
  if (!measured.ok) return reportFailure(io, measured.failure);
  const findings = deriveFindings(measured.value.dataset);
  printResult(io, measured.value, findings, options.value.json);
  const signal = cancel.received();
  if (signal !== undefined) return exitCodeOfSignal(signal);
  const proven = measured.value.failedRuns === 0 && unprovenPoints(findings.curves).length === 0;
  return proven ? exitCodes.done : exitCodes.someFailed;
};
