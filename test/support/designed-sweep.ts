import type { Dataset } from '../../src/model/dataset.ts';
import { expandPlan } from '../../src/model/plan/expand.ts';
import type { Case, Plan } from '../../src/model/plan.ts';
import type { Sweep } from '../../src/model/profile/profile.ts';
import {
  makeManifest,
  makeProfile,
  makeRunRecord,
  makeSample,
  makeTier,
  makeWorkloadSpec,
} from './factory.ts';
import { normalDraw } from './simulated-sweep.ts';

const gigabytes = (value: number) => ({ text: `${value} GB/s`, value: value * 1e9 });
const microseconds = (value: number) => ({ text: `${value} us`, value: value * 1e3 });
const share = (value: number) => ({ text: `${value} %`, value: value / 100 });

export const designSweeps: readonly Sweep[] = [
  { parameter: 'tier.readBandwidth', levels: [100, 50, 25, 12.5].map(gigabytes) },
  { parameter: 'tier.readLatency', levels: [1, 20, 100].map(microseconds) },
  { parameter: 'tier.residency', levels: [0, 50].map(share) },
];

export const designProfile = makeProfile({
  constraints: { tier: makeTier() },
  sweeps: designSweeps,
  requirements: [],
  workload: makeWorkloadSpec({ prompt: [], gen: [64], rounds: 6, warmupRounds: 0 }),
});

export const designedPlan = (cases: number, seed = 1): Plan => {
  const plan = expandPlan(designProfile, { seed, quick: false, design: { kind: 'lhs', cases } });
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
};

/** The factors by which a simulated machine's throughput is multiplied at each level. */
export const trueFactors: Readonly<Record<string, number>> = {
  '100 GB/s': 1,
  '50 GB/s': 0.9,
  '25 GB/s': 0.7,
  '12.5 GB/s': 0.4,
  '1 us': 1,
  '20 us': 0.95,
  '100 us': 0.8,
  '0 %': 1,
  '50 %': 1.25,
};

const truthOf = ({ points }: Case): number =>
  points.reduce((product, { level }) => product * (trueFactors[level.text] ?? 1), 1);

/** Records of a design in which every level has a factor of its own, with noise of every run. */
export const simulateDesign = (plan: Plan, noise: number, draw: () => number): Dataset => ({
  manifest: makeManifest({ plan }),
  runs: plan.runs.map(({ index, round, order, caseId }) => {
    const subject = plan.cases.find(({ id }) => id === caseId);
    const level = subject === undefined ? 1 : truthOf(subject);
    const tokensPerSecond = 50 * level * Math.exp(noise * normalDraw(draw));
    return makeRunRecord({
      ...{ index, round, order, case: caseId, evidence: [] },
      verdict: { verdict: 'bound', why: '' },
      samples: [makeSample({ tokensPerSecond, tokens: 64, repetitionsNs: [] })],
    });
  }),
});
