import { bytesPerToken, runRound, sampleOf, tokenNs, workloadLines, type Round } from '../llama.ts';
import { interleave, type Interleaved, type Repetition } from '../../repeat.ts';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import { writeProfile, type Workshop } from '../../workshop.ts';

/** Bandwidths of the sweep, in GB/s. */
export const sweptLevels = [50, 25, 12.5, 6.25, 3.125, 1.5625] as const;

/** The case of a level in the sweep; the nominal value is the first level. */
export const caseOf = (level: number): string =>
  level === sweptLevels[0] ? 'nominal' : `tier.readBandwidth=${level}GB/s`;

const running = new WeakMap<Workshop, Promise<Interleaved<Round>>>();

const measure = async (shop: Workshop): Promise<Interleaved<Round>> => {
  const profile = await writeProfile(shop, 'bandwidths', [
    `constraints: { tier: { readBandwidth: ${sweptLevels[0]} GB/s, prefetch: 0 B, buffer: 64 MiB } }`,
    `sweeps: [ { tier.readBandwidth: [${sweptLevels.map((level) => `${level} GB/s`).join(', ')}] } ]`,
    ...workloadLines,
  ]);
  return interleave(
    [{ name: 'sweep', measure: (repetition) => runRound(shop, profile, repetition + 1) }],
    shop,
  );
};

/** Rounds of a sweep over bandwidth without read-ahead; measured once for all parts that need it. */
export const sweepBandwidth = async (shop: Workshop): Promise<Interleaved<Round>> => {
  const known = running.get(shop) ?? measure(shop);
  running.set(shop, known);
  return known;
};

/** Time and bytes of a token in one run. */
export interface Token {
  readonly ns: number;
  readonly bytes: number;
}

const tokenOf = (run: RunRecord, metric: 'pp' | 'tg'): Token => {
  const sample = sampleOf(run, metric);
  return { ns: tokenNs(sample), bytes: bytesPerToken(sample) };
};

/** A case's tokens beside the null case's of the same round. */
export const tokensOf = (
  rounds: readonly Repetition<Round>[],
  caseId: string,
  metric: 'pp' | 'tg',
): readonly Repetition<{ readonly limited: Token; readonly bare: Token }>[] =>
  rounds.map(({ value, disturbed }) => ({
    disturbed,
    value: {
      limited: tokenOf(value.of(caseId), metric),
      bare: tokenOf(value.of('null'), metric),
    },
  }));
