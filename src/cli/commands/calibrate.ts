import process from 'node:process';
import { createTierPager } from '../../drivers/tier-pager/driver.ts';
import { calibrate, type TouchReader } from '../../engine/calibrate.ts';
import type { Calibration } from '../../model/calibration/calibration.ts';
import {
  planCalibration,
  type CalibrationPlan,
  type CalibrationSubject,
} from '../../model/calibration/list-points.ts';
import { summarizePoint } from '../../model/calibration/summarize-point.ts';
import type { Failure } from '../../model/failure.ts';
import { expandPlan } from '../../model/plan/expand.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { renderCalibration } from '../../report/calibration-table.ts';
import { saveCalibration } from '../../store/calibrations.ts';
import { acquireHostLock } from '../../store/host-lock.ts';
import { createClock } from '../../system/clock.ts';
import { compiledKey, ensureCompiled } from '../../system/compiled.ts';
import { readHostIdentity } from '../../system/host-identity.ts';
import { touchReaderArgs } from '../../workloads/touch-reader/argv.ts';
import { readTouches } from '../../workloads/touch-reader/read.ts';
import { listenForCancel, type Cancel } from '../cancel.ts';
import { compileContext, tierLibrary, touchReader } from '../compiled-files.ts';
import { exitCodeOfSignal } from '../exit-code.ts';
import { beginHostChanges } from '../host-changes.ts';
import { createHostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { loadProfile } from '../load-profile.ts';
import { createNarrator } from '../observer.ts';
import { CalibrateOptions, checkOptions, type RawOptions } from '../options.ts';
import { cacheFolder } from '../paths.ts';
import { reportFailure } from '../report-failure.ts';
import { resultPage } from '../result-page.ts';
import { calibrationFolder } from '../saved-calibration.ts';
import { cancellable } from '../stage.ts';
import { toolVersion } from '../tool-version.ts';
import { makeWeightsFile } from '../weights-file.ts';

/** Decides the order of points and what the tier draws: the same every time. */
const seed = 1;

/** What a profile asks of the tier; without one, nothing in particular. */
const subjectOf = async (
  name: string | undefined,
  cwd: string,
): Promise<Result<CalibrationSubject | undefined, Failure>> => {
  if (name === undefined) return success(undefined);
  const loaded = await loadProfile(name, cwd);
  if (!loaded.ok) return loaded;
  const { profile } = loaded.value;
  const { tier } = profile.constraints;
  if (tier === undefined)
    return failed({
      reason: 'invalid-option',
      option: '--profile',
      expected: 'a profile with a tier, the constraint that is calibrated',
      got: name,
    });
  const plan = expandPlan(profile, { seed, quick: false });
  return plan.ok ? success({ tier, cases: plan.value.cases }) : plan;
};

const readerAt = (program: string): TouchReader => ({
  argv: (file, touches) => [program, ...touchReaderArgs(file, touches)],
  read: readTouches,
});

const measure = async (
  plan: CalibrationPlan,
  options: CalibrateOptions,
  io: Io,
  { signal }: Cancel,
): Promise<Result<Calibration, Failure>> => {
  using narrator = createNarrator(io, options);
  const { observe } = narrator;
  const clock = createClock();
  const startedUtc = clock.utc();
  const holder = { pid: process.pid, profile: options.profile ?? 'emulate calibrate', startedUtc };
  const lock = await acquireHostLock(holder);
  if (!lock.ok) return lock;
  await using _held = lock.value;
  const ports = createHostPorts(clock);
  await using _changes = await beginHostChanges(ports, observe);

  const { files, probe, processes } = ports;
  const compiling = compileContext(cancellable(processes, signal), observe);
  const library = await ensureCompiled(tierLibrary, compiling);
  if (!library.ok) return library;
  const key = await compiledKey(tierLibrary, files);
  if (!key.ok) return key;
  const reader = await ensureCompiled(touchReader, compiling);
  if (!reader.ok) return reader;
  const weights = await makeWeightsFile(plan.fileBytes, cacheFolder(), { files, probe });
  if (!weights.ok) return weights;
  await using file = weights.value;
  const calibrated = await calibrate(
    {
      driver: createTierPager({
        ...{ files, library: library.value, arm: 'use' },
        repetition: { tests: 0, repetitions: 0 },
      }),
      reader: readerAt(reader.value),
      file: file.held,
      ...{ seed, processes, clock, observe, signal },
    },
    plan,
  );
  if (!calibrated.ok) return calibrated;
  return success({
    schema: 'calibration/1',
    toolVersion: toolVersion(),
    host: await readHostIdentity(),
    library: key.value,
    ...calibrated.value,
    points: [...calibrated.value.points],
  });
};

/** Measures what the tier delivers on this host, asked against measured, and keeps it for later plans. */
export const calibrateCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(CalibrateOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { profile, quick, json } = options.value;
  const subject = await subjectOf(profile, io.cwd);
  if (!subject.ok) return reportFailure(io, subject.failure);
  using cancel = listenForCancel();
  const measured = await measure(planCalibration(subject.value, quick), options.value, io, cancel);
  const signal = cancel.received();
  if (signal !== undefined) {
    io.err(`emulate: interrupted by ${signal}; nothing was saved\n`);
    return exitCodeOfSignal(signal);
  }
  if (!measured.ok) return reportFailure(io, measured.failure);
  const calibration = measured.value;
  const saved = await saveCalibration(calibrationFolder(), calibration);
  if (!saved.ok) return reportFailure(io, saved.failure);
  if (json) {
    const points = calibration.points.map((point) => ({ ...point, ...summarizePoint(point) }));
    const document = { schemaVersion: 1, file: saved.value, ...calibration, points };
    io.out(`${JSON.stringify(document, undefined, 2)}\n`);
  } else {
    io.out(
      `${renderCalibration(calibration, resultPage(io))}\nSaved in ${saved.value}; 'plan' and 'run' use it.\n`,
    );
  }
  return 0;
};
