import type { Failure, Miss } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { resolveTier } from '../../model/tier/resolved-tier.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  LiveCounters,
  Observation,
} from '../../ports/constraint.ts';
import type { Files } from '../../ports/files.ts';
import { headerBytes, readHeader, usedFileBytes, type CountersHeader } from './counters.ts';
import {
  appliedByPager,
  askedOfPager,
  pagerEnvironment,
  type Arming,
  type PagerSetting,
} from './environment.ts';
import { observeTests, sumOfTests, tierEvidence, type Repetition } from './observation.ts';

/** What the driver needs. */
export interface TierPagerContext {
  readonly files: Files;
  /** Path of the compiled library. */
  readonly library: string;
  readonly repetition: Repetition;
  /** When the tier begins to act; with the first measured test when absent. */
  readonly arm?: Arming;
}

/** The null case holds the weights in units of the nominal size, so that it has the same kind of pages. */
const settingOf = (
  { case: each, nominal, seed }: ConstraintRequest,
  arm: Arming,
): Result<PagerSetting, Failure> => {
  const { tier } = each.constraints;
  if (tier === undefined) return success({ mode: 'record', arm });
  const isNull = each.kind === 'null';
  const resolved = resolveTier(isNull ? (nominal.tier ?? tier) : tier, seed);
  return resolved.ok
    ? success({ mode: isNull ? 'hold' : 'page', arm, tier: resolved.value })
    : failed({
        reason: 'invalid-profile',
        problems: [
          { path: `constraints.${resolved.failure.parameter}`, message: resolved.failure.problem },
        ],
      });
};

const notActing = (header: CountersHeader, arm: Arming): string | undefined => {
  if (header.owner === 0)
    return (
      'the tier library was loaded, but the program neither mapped the model nor called llama.cpp ' +
      'through it; it may be statically linked: use a dynamically linked llama-bench'
    );
  if (header.mode !== 'page' || header.armed) return undefined;
  return arm === 'test'
    ? 'the tier was never armed: no test began'
    : 'the tier was never armed: the program did not use the weights';
};

const differences = (setting: PagerSetting, header: CountersHeader): string => {
  if (header.mode !== setting.mode)
    return `the tier library was asked for mode '${setting.mode}' and ran in mode '${header.mode}'`;
  const applied = appliedByPager(header);
  return Object.entries(askedOfPager(setting))
    .filter(([name, value]) => applied[name] !== value)
    .map(([name, value]) => `${name}: asked ${value}, applied ${String(applied[name])}`)
    .join('; ');
};

/**
 * Without a survey, which only a warm-up before the first test makes possible, more is charged than
 * the program reads. Why the kernel gave none is a problem of its own.
 */
const surveyWarnings = (
  { mode, usedBytes, problems }: CountersHeader,
  arm: Arming,
): readonly string[] =>
  mode === 'page' && arm === 'test' && usedBytes === 0 && problems.length === 0
    ? [
        'tier: no warm-up came before the first test, so whole units are charged, not the pages in use',
      ]
    : [];

class TierPagerLease implements ConstraintLease {
  readonly env: Readonly<Record<string, string>>;
  readonly #context: TierPagerContext;
  readonly #setting: PagerSetting;
  readonly #folder: string;
  #applied: Readonly<Record<string, number>> = {};

  constructor(
    context: TierPagerContext,
    setting: PagerSetting,
    folder: string,
    models: readonly string[],
  ) {
    this.#context = context;
    this.#setting = setting;
    this.#folder = folder;
    this.env = pagerEnvironment(setting, {
      library: context.library,
      counters: this.#counters,
      models,
    });
  }

  get #counters(): string {
    return `${this.#folder}/counters`;
  }

  get applied(): Readonly<Record<string, number>> {
    return this.#applied;
  }

  async live(): Promise<LiveCounters | undefined> {
    const bytes = await this.#context.files.readBytes(this.#counters, 0, headerBytes);
    const header = bytes.ok ? readHeader(bytes.value) : bytes;
    if (!header.ok || header.value.owner === 0) return undefined;
    const { steps, tally } = header.value;
    const { bytesFetched, waits, waitNs } = tally;
    return { bytesFetched, steps, waits, waitNs };
  }

  async observe(): Promise<Result<Observation, Failure>> {
    const { files, repetition } = this.#context;
    const head = await files.readBytes(this.#counters, 0, headerBytes);
    if (!head.ok) return head;
    const header = readHeader(head.value);
    if (!header.ok) return header;
    const idle = notActing(header.value, this.#setting.arm);
    if (idle !== undefined) return failed({ reason: 'evidence-missing', problem: idle });
    const wrong = differences(this.#setting, header.value);
    if (wrong !== '') return failed({ reason: 'evidence-missing', problem: wrong });
    this.#applied = appliedByPager(header.value);
    const fatal = header.value.problems.filter(({ fatal }) => fatal).map(({ text }) => text);
    if (fatal.length > 0)
      return failed({ reason: 'evidence-missing', problem: `tier: ${fatal.join('; ')}` });
    const all = await files.readBytes(this.#counters, 0, usedFileBytes(header.value));
    if (!all.ok) return all;
    const tests = observeTests(all.value, header.value, repetition);
    // Outside llama-bench there are no tests to tell the measured part by: all since the arming counts.
    const counted = this.#setting.arm === 'use' ? header.value.tally : sumOfTests(tests);
    return success({
      tests,
      evidence: header.value.mode === 'record' ? [] : [tierEvidence(header.value, counted)],
      warnings: [
        ...header.value.problems.map(({ text }) => `tier: ${text}`),
        ...surveyWarnings(header.value, this.#setting.arm),
      ],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.files.remove(this.#folder);
  }
}

/**
 * The demand pager: weights live in the workload's own address space, and a touch of an absent unit
 * waits for a model of the tier. Without a tier it only records the times of the workload's steps.
 */
export const createTierPager = (context: TierPagerContext): ConstraintDriver => ({
  name: 'tier pager',

  // Without a tier it records the times of the workload's steps.
  concerns: () => true,

  check(): Promise<readonly Miss[]> {
    return Promise.resolve([]);
  },

  async acquire(request: ConstraintRequest): Promise<Result<ConstraintLease, Failure>> {
    const setting = settingOf(request, context.arm ?? 'test');
    if (!setting.ok) return setting;
    const { files } = context;
    const folder = await files.makeTemporaryFolder('emulate-tier');
    if (!folder.ok) return folder;
    const created = await files.writeStream(`${folder.value}/counters`, []);
    if (!created.ok) {
      await files.remove(folder.value);
      return created;
    }
    const models = [request.model, ...(request.more ?? [])].map(({ path }) => path);
    return success(new TierPagerLease(context, setting.value, folder.value, models));
  },
});
