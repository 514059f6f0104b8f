import type { Plan } from '../../model/plan.ts';
import { effectiveBandwidth } from '../../model/tier/effective-bandwidth.ts';
import { describeQuantity } from '../../model/units.ts';
import type { LiveState } from './state.ts';

/** Short enough for a line that changes all the time. */
const rounded = (value: number): number => Number(value.toPrecision(3));

const compact = (count: number): string => {
  if (count < 10_000) return String(count);
  return count < 9_999_500 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1e6)}M`;
};

const counted = (count: number, noun: string): string =>
  `${compact(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `12.3 of 12.5 GB/s`; each with its unit where they differ. */
const describeShare = (now: number, asked: number | undefined): string => {
  const text = describeQuantity('bytes-per-second', rounded(now));
  if (asked === undefined) return text;
  const whole = describeQuantity('bytes-per-second', asked);
  const [number = '', unit] = text.split(' ');
  return whole.endsWith(` ${unit ?? ''}`) ? `${number} of ${whole}` : `${text} of ${whole}`;
};

const askedIn = (plan: Plan | undefined, caseId: string): number | undefined => {
  const tier = plan?.cases.find(({ id }) => id === caseId)?.constraints.tier;
  return tier === undefined ? undefined : effectiveBandwidth(tier);
};

/** What is counted in the run that goes on, in words; empty lists for what there is nothing to say about. */
export interface CounterTexts {
  readonly rate: readonly string[];
  /** Beside what is asked of the tier. */
  readonly rateOfAsked: readonly string[];
  readonly waits: readonly string[];
  /** The same with the mean of them. */
  readonly eachWait: readonly string[];
  readonly tokens: readonly string[];
  readonly tok: readonly string[];
  readonly tokenRate: readonly string[];
}

/** Describes what is counted. Without a tier nothing is fetched. */
export const describeCounters = ({ pace, run }: LiveState): CounterTexts => {
  const counters = run?.counters;
  const none: readonly string[] = [];
  if (run === undefined || counters === undefined)
    return {
      ...{ rate: none, rateOfAsked: none, waits: none, eachWait: none },
      ...{ tokens: none, tok: none, tokenRate: none },
    };
  const { bytesFetched, bytesPerSecond, steps, stepsPerSecond, waits, waitNs } = counters;
  const whereFetched = (text: string): readonly string[] => (bytesFetched > 0 ? [text] : none);
  const each = waits === 0 ? '' : ` of ${describeQuantity('time', rounded(waitNs / waits))}`;
  return {
    rate: whereFetched(describeShare(bytesPerSecond, undefined)),
    rateOfAsked: whereFetched(
      describeShare(bytesPerSecond, askedIn(pace?.plan, run.planned.caseId)),
    ),
    waits: whereFetched(counted(waits, 'wait')),
    eachWait: whereFetched(`${counted(waits, 'wait')}${each}`),
    tokens: [counted(steps, 'token')],
    tok: [`${compact(steps)} tok`],
    tokenRate: stepsPerSecond > 0 ? [`${rounded(stepsPerSecond)} tokens/s`] : none,
  };
};
