import { describe, expect, it } from 'vitest';
import { calibrate, type CalibrateContext } from '../../../src/engine/calibrate.ts';
import {
  planCalibration,
  type CalibrationPlan,
} from '../../../src/model/calibration/list-points.ts';
import type { TouchReading } from '../../../src/model/calibration/touches.ts';
import type { Event } from '../../../src/model/event.ts';
import { failed, success } from '../../../src/model/result.ts';
import { makeTierEvidence } from '../../support/factory.ts';
import { createFakeClock } from '../../support/fakes/clock.ts';
import { createFakeDriver, type FakeDriverOptions } from '../../support/fakes/constraint.ts';
import { createFakeProcessRunner } from '../../support/fakes/process-runner.ts';

const observed = { evidence: [makeTierEvidence()] };

const reading: TouchReading = {
  ...{ bytes: 1e9, ns: 1e9, bytesPerSecond: 1e9, touches: 100, timerNs: 20 },
};
const latencies = {
  ...{ p50Ns: 5_020, p90Ns: 6_020, p99Ns: 9_020, p999Ns: 9_120, maxNs: 9_220 },
  firstNs: [],
};

/** A reader that gives its turn as its bandwidth, so that values can be told apart. */
const contextOf = (
  driverOptions: FakeDriverOptions = {},
  overrides: Partial<CalibrateContext> = {},
) => {
  const events: Event[] = [];
  const driver = createFakeDriver('tier', {
    env: { LD_PRELOAD: '/tier.so' },
    observation: observed,
    ...driverOptions,
  });
  let turn = 0;
  const processes = createFakeProcessRunner(() => ({}));
  const context: CalibrateContext = {
    driver,
    reader: {
      argv: (file, touches) => ['/touch-reader', file, touches.mode],
      read: () => {
        turn += 1;
        const { mode } = { mode: processes.specs.at(-1)?.args[1] };
        return success(
          mode === 'random'
            ? { ...reading, latencies }
            : { ...reading, bytesPerSecond: turn * 1e9 },
        );
      },
    },
    file: { path: '/weights', bytes: 2 ** 28 },
    seed: 1,
    processes,
    clock: createFakeClock(),
    observe: (event) => events.push(event),
    signal: new AbortController().signal,
    ...overrides,
  };
  return { context, driver, processes, events };
};

const plan = planCalibration(undefined, true);
const onlyKinds = (...kinds: readonly string[]): CalibrationPlan => ({
  ...plan,
  points: plan.points.filter(({ kind }) => kinds.includes(kind)),
});

describe('a calibration', () => {
  it('measures every point as often as planned, and releases every lease', async () => {
    const { context, driver, events } = contextOf();
    const result = await calibrate(context, plan);
    expect(
      result.ok &&
        result.value.points.map(({ kind, asked, values }) => [kind, asked, values.length]),
    ).toEqual(plan.points.map(({ kind, asked }) => [kind, asked, 3]));
    expect(driver.held()).toBe(0);
    expect(events.filter(({ kind }) => kind === 'progress')).toHaveLength(3 * plan.points.length);
  });

  it('takes the cost of the clock off latencies, and keeps the tail', async () => {
    const result = await calibrate(contextOf().context, onlyKinds('floor'));
    expect(result.ok && result.value.points[0]).toMatchObject({
      values: [5_000, 5_000, 5_000],
      tails: [9_000, 9_000, 9_000],
    });
  });

  it('puts each reader under its own tier', async () => {
    const { context, driver, processes } = contextOf();
    await calibrate(context, onlyKinds('bandwidth'));
    const asked = driver.requests.map((request) => request.case.constraints.tier?.readBandwidth);
    expect(asked.toSorted()).toEqual([5e9, 5e9, 5e9, 50e9, 50e9, 50e9].toSorted());
    for (const { env } of processes.specs) expect(env).toEqual({ LD_PRELOAD: '/tier.so' });
  });

  it('holds the null case against the same read without the library, each first in turn', async () => {
    const { context, driver, processes } = contextOf({
      observation: { evidence: [makeTierEvidence({ bytesFetched: 0, hugePages: true })] },
    });
    const result = await calibrate(context, onlyKinds('null'));
    expect(driver.requests.map((request) => request.case.kind)).toEqual(['null', 'null', 'null']);
    expect(processes.specs.map(({ env }) => env?.['LD_PRELOAD'] !== undefined)).toEqual([
      ...[false, true, true, false, false, true],
    ]);
    expect(result).toMatchObject({
      value: { hugePages: true, points: [{ values: [2 / 1, 3 / 4, 6 / 5] }] },
    });
  });

  it.each([
    ['held nothing', { heldBytes: 0 }, 'did not hold the file'],
    ['let nothing through', { bytesFetched: 0 }, 'nothing came through the tier'],
  ])('fails when the tier %s', async (_, evidence, problem) => {
    const { context, driver } = contextOf({
      observation: { evidence: [makeTierEvidence(evidence)] },
    });
    expect(await calibrate(context, onlyKinds('ceiling'))).toMatchObject({
      ok: false,
      failure: { reason: 'evidence-missing', problem: expect.stringContaining(problem) as string },
    });
    expect(driver.held()).toBe(0);
  });

  it('ends with the first failure of a lease, of its evidence or of the reader', async () => {
    const failure = { reason: 'evidence-missing', problem: 'broken' } as const;
    for (const options of [{ acquireFailure: failure }, { observeFailure: failure }])
      expect(await calibrate(contextOf(options).context, plan)).toEqual(failed(failure));
    const { context, driver, processes } = contextOf(
      {},
      {
        reader: { argv: () => ['/touch-reader'], read: () => failed(failure) },
      },
    );
    expect(await calibrate(context, onlyKinds('null', 'ceiling'))).toEqual(failed(failure));
    expect(processes.specs).toHaveLength(1);
    expect(driver.held()).toBe(0);
  });

  it('ends when it is cancelled', async () => {
    const { context, processes } = contextOf({}, { signal: AbortSignal.abort() });
    expect(await calibrate(context, plan)).toMatchObject({ failure: { reason: 'interrupted' } });
    expect(processes.specs).toEqual([]);
  });
});
