import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disturbanceDefaults } from '../../../../src/model/disturbance/defaults.ts';
import { observeSpeed, sweepSeconds } from '../../../../src/model/plan/estimate-observed.ts';
import {
  knownSpeed,
  roughSpeed,
  type KnownSpeed,
} from '../../../../src/model/plan/estimate-speed.ts';
import { estimatePlan } from '../../../../src/model/plan/estimate.ts';
import { expandPlan } from '../../../../src/model/plan/expand.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import type { Constraints, WorkloadSpec } from '../../../../src/model/profile/profile.ts';
import busy from '../../../fixtures/estimate/hbf-50gbps-disturbed.json' with { type: 'json' };
import hbf from '../../../fixtures/estimate/hbf-50gbps.json' with { type: 'json' };
import ioCap from '../../../fixtures/estimate/io-cap.json' with { type: 'json' };
import { makeProfile, makeTier, makeWorkloadSpec } from '../../../support/factory.ts';
import { makeRecordedSweep } from '../../../support/recorded-sweep.ts';

const model = 100e6;
const subject = { modelBytes: model, threads: 2, fileBacked: false };

/** 1 ms for a token of a prompt, 4 ms for a generated one, half a second around each run. */
const known: KnownSpeed = {
  basis: 'sweep',
  measuredUtc: '2026-03-01T12:00:00.000Z',
  speed: {
    ...subject,
    tests: [
      { prompt: 64, gen: 0, depth: 0, nsPerToken: 1e6 },
      { prompt: 0, gen: 64, depth: 0, nsPerToken: 4e6 },
    ],
    runNs: 0.5e9,
    repeatedShare: 0,
  },
};

/** A plan of one round without warm-up. */
const plan = (constraints: Constraints, workload: Partial<WorkloadSpec> = {}): Plan => {
  const spec = makeWorkloadSpec({ rounds: 1, warmupRounds: 0, ...workload });
  const expanded = expandPlan(makeProfile({ constraints, workload: spec }), {
    seed: 1,
    quick: false,
  });
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.failure));
  return expanded.value;
};

const seconds = (constraints: Constraints, workload: Partial<WorkloadSpec> = {}): number =>
  estimatePlan(plan(constraints, workload), model, known).seconds;

/** What the nominal case adds to a baseline and a null case. */
const nominalSeconds = (constraints: Constraints, workload: Partial<WorkloadSpec> = {}): number =>
  seconds(constraints, workload) - seconds({ tier: {} }, workload);

const unlimited = 0.5 + 2 * 0.064 + 65 * 0.004;

describe('the estimated time of a plan', () => {
  it('is that of its runs: start, tests, and their warm-up', () => {
    expect(seconds({})).toBeCloseTo(unlimited);
    expect(seconds({}, { rounds: 3, warmupRounds: 1 })).toBeCloseTo(4 * unlimited);
    expect(seconds({}, { prompt: [] })).toBeCloseTo(0.5 + 65 * 0.004);
  });

  it('counts the prompt that makes a depth', () => {
    expect(seconds({}, { depth: [512] })).toBeCloseTo(unlimited + 2 * 0.512);
  });

  it('adds what a tier takes for the weights, once for each token and each prompt', () => {
    const tier = { readBandwidth: 10e9, accessSize: 4096 };
    // 10 ms for the weights: after each token, and after a prompt of one pass.
    expect(nominalSeconds({ tier })).toBeCloseTo(unlimited + (65 + 2) * 0.01);
  });

  it('lets a tier with prefetch work while the processor does', () => {
    const tier = { readBandwidth: 10e9, prefetch: 4 * 2 ** 20 };
    expect(nominalSeconds({ tier })).toBeCloseTo(0.5 + 2 * 0.064 + 65 * 0.01);
  });

  it('adds nothing for weights that stay in fast memory, or in the buffer', () => {
    const slow = { readBandwidth: 1e9 };
    expect(nominalSeconds({ tier: { ...slow, residency: 1 } })).toBeCloseTo(unlimited);
    expect(nominalSeconds({ tier: { ...slow, buffer: 200e6 } })).toBeCloseTo(unlimited);
  });

  it('takes from a mixture of experts what its tokens were seen to fetch', () => {
    const tier = { readBandwidth: 10e9 };
    const sparse = { ...known, speed: { ...known.speed, bytesPerToken: 30e6 } };
    const [whole, part] = [known, sparse].map(
      (each) => estimatePlan(plan({ tier }), model, each).seconds,
    );
    expect((whole ?? 0) - (part ?? 0)).toBeCloseTo(65 * 0.007);
  });

  it('lets a model that does not fit into memory be read again in each pass', () => {
    const memory = { max: { kind: 'bytes', bytes: 60e6 } } as const;
    const io = { readBandwidth: 100e6 };
    const [both, without] = [seconds({ memory, io }), seconds({ memory: {}, io: {} })];
    // A second for each pass: the load, the prompt twice, 65 tokens; the fault path needs 0.2 s for the load without a cap.
    expect(both - without).toBeGreaterThan(68);
    expect(both - without).toBeLessThan(70);
  });

  it('ends every run at its limit of time', () => {
    const tier = { readBandwidth: 1e6 };
    expect(nominalSeconds({ tier }, { runTimeLimit: 10e9 })).toBeCloseTo(10);
  });

  it('goes from luck to the most that is allowed', () => {
    const fixed = estimatePlan(plan({}, { rounds: 6 }), model, known);
    expect(fixed.low).toBeLessThan(fixed.seconds);
    expect(fixed.high).toBeCloseTo(fixed.seconds * 1.25);
    const adaptive = { maxRounds: 12, halfWidth: 0.02 };
    const gated = { rounds: 6, adaptive, disturbance: disturbanceDefaults };
    const added = estimatePlan(plan({}, gated), model, known);
    expect(added.seconds).toBeCloseTo(fixed.seconds);
    expect(added.high).toBeCloseTo(2 * 1.5 * fixed.seconds * 1.25);
  });

  it('expects as many repetitions as the host needed before, where any are made', () => {
    const busy = { ...known, speed: { ...known.speed, repeatedShare: 0.25 } };
    const gated = plan({}, { rounds: 4, disturbance: disturbanceDefaults });
    expect(estimatePlan(gated, model, busy).seconds).toBeCloseTo(4 * 1.25 * unlimited);
    expect(estimatePlan(plan({}, { rounds: 4 }), model, busy).seconds).toBeCloseTo(4 * unlimited);
  });

  it('is the longer the slower a tier is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e8, max: 1e11, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (bandwidth, factor) => {
          const [fast, slow] = [bandwidth * factor, bandwidth].map((readBandwidth) =>
            seconds({ tier: makeTier({ readBandwidth }) }),
          );
          expect(slow).toBeGreaterThanOrEqual((fast ?? 0) - 1e-9);
        },
      ),
    );
  });
});

describe('the estimate of a recorded sweep', () => {
  it.each([
    ['hbf-50gbps', hbf],
    ['hbf-50gbps on a machine that was not quiet', busy],
    ['io-cap', ioCap],
  ])('%s, from its own baseline and null, is within a factor of 1.5', (_, fixture) => {
    const recorded = makeRecordedSweep(fixture);
    const observed = observeSpeed(recorded);
    if (observed === undefined) throw new Error('neither baseline nor null');
    const { plan: made, model: facts } = recorded.manifest;
    const real = sweepSeconds(recorded.runs);
    const {
      seconds: estimated,
      low,
      high,
      basis,
    } = estimatePlan(made, facts.bytes, knownSpeed([observed], observed));
    expect(basis).toBe('sweep');
    expect(observed.seconds).toBe(real);
    expect(Math.max(estimated / real, real / estimated)).toBeLessThan(1.5);
    expect(low).toBeLessThan(real);
    expect(high).toBeGreaterThan(real);
  });

  it.each([
    ['hbf-50gbps', hbf],
    ['io-cap', ioCap],
  ])('%s, from nothing but the size of the model, is of the right order', (_, fixture) => {
    const { manifest, runs } = makeRecordedSweep(fixture);
    const speed = roughSpeed({ ...subject, modelBytes: manifest.model.bytes });
    const rough = estimatePlan(manifest.plan, manifest.model.bytes, { speed, basis: 'rough' });
    expect(rough.low).toBeLessThan(sweepSeconds(runs));
    expect(rough.high).toBeGreaterThan(sweepSeconds(runs));
  });
});

describe('what a recorded sweep says of its host', () => {
  const recorded = makeRecordedSweep(busy);

  it('is nothing where neither baseline nor null gave anything', () => {
    const failed = recorded.runs.map((run) => ({
      ...run,
      outcome: { status: 'failed', problem: 'killed', stderr: '' } as const,
    }));
    expect(observeSpeed({ ...recorded, runs: failed })).toBeUndefined();
    expect(observeSpeed({ ...recorded, runs: [] })).toBeUndefined();
    expect(sweepSeconds([])).toBe(0);
  });

  it('holds how often runs were repeated, and what a token fetched', () => {
    const observed = observeSpeed(recorded);
    const repeated = recorded.runs.filter(({ attempt }) => attempt > 0).length;
    expect(repeated).toBeGreaterThan(0);
    expect(observed?.repeatedShare).toBeCloseTo(repeated / (recorded.runs.length - repeated));
    expect(observed?.bytesPerToken).toBeCloseTo(busy.bytesPerToken);
    expect(observed).not.toHaveProperty('estimatedSeconds');
    const manifest = { ...recorded.manifest, estimatedSeconds: 310 };
    expect(observeSpeed({ ...recorded, manifest })).toMatchObject({ estimatedSeconds: 310 });
  });
});
