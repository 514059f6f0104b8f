import { findEvictingConstraint } from '../page-cache/evicting-constraint.ts';
import type { Case, Plan } from '../plan.ts';
import type { TestSpec } from '../test-name.ts';
import type { Bytes, Nanoseconds } from '../units.ts';
import { deviceRate, passTime, type PassTime } from './estimate-pass.ts';
import { nsPerToken, type HostSpeed } from './estimate-speed.ts';

/** Tokens of a prompt that llama.cpp computes in one pass over the weights (`n_ubatch`, its default). */
const promptPass = 512;

/** Until a load is steady: it reports once a second. */
const rampNs: Nanoseconds = 3e9;

const promptNs = (tokens: number, speed: HostSpeed, pass: PassTime): Nanoseconds => {
  const passes = Math.ceil(tokens / promptPass);
  const each = nsPerToken(speed, { prompt: tokens, gen: 0, depth: 0 });
  return tokens === 0 ? 0 : passes * pass((tokens * each) / passes);
};

/** Passes over the weights for a prompt, which uses all of them, and for a generated token. */
interface Passes {
  readonly prompt: PassTime;
  readonly token: PassTime;
}

/** llama-bench makes each prompt once before it measures it, and one token before it measures many. */
const testNs = (
  test: TestSpec,
  speed: HostSpeed,
  { prompt: whole, token }: Passes,
): Nanoseconds => {
  const { prompt, gen, depth } = test;
  return (
    2 * promptNs(prompt, speed, whole) +
    (gen === 0 ? 0 : (1 + gen) * token(nsPerToken(speed, test))) +
    promptNs(depth, speed, whole)
  );
};

/** Reading a model that is not in memory, which a run does before its first test. */
const loadNs = ({ constraints }: Case, { profile }: Plan, modelBytes: Bytes): Nanoseconds => {
  const isCold =
    profile.workload.start === 'cold' ||
    findEvictingConstraint({ constraints }, profile.constraints) !== undefined;
  return isCold ? (modelBytes * 1e9) / deviceRate(constraints) : 0;
};

/** How long a run of a case takes, from its beginning to that of the next one. */
export const estimateRun = (
  subject: Case,
  plan: Plan,
  modelBytes: Bytes,
  speed: HostSpeed,
): Nanoseconds => {
  const { constraints, kind } = subject;
  const { bytesPerToken = modelBytes, threads } = speed;
  const passes: Passes = {
    prompt: passTime(constraints, { modelBytes, usedBytes: modelBytes }, threads),
    token: passTime(constraints, { modelBytes, usedBytes: bytesPerToken }, threads),
  };
  return (
    speed.runNs +
    loadNs(subject, plan, modelBytes) +
    (constraints.background === undefined || kind === 'null' ? 0 : rampNs) +
    plan.tests.reduce((sum, test) => sum + testNs(test, speed, passes), 0)
  );
};

const unlimited: PassTime = (computeNs) => computeNs;

/** What a run takes beside `runNs` when nothing limits it: its tests and their warm-up. */
export const unlimitedTestsNs = ({ tests }: Pick<Plan, 'tests'>, speed: HostSpeed): Nanoseconds =>
  tests.reduce(
    (sum, test) => sum + testNs(test, speed, { prompt: unlimited, token: unlimited }),
    0,
  );
