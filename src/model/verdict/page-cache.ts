import { findEvidence } from '../evidence.ts';
import type { PageCacheEvidence } from '../kernel-evidence.ts';
import { isCold } from '../page-cache/warmth.ts';
import type { Verdict } from '../run-record.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, notBinding, violated } from './verdict-values.ts';
import { findHeldWeights } from './weights.ts';

const tolerance = 0.1;
/** Share of the turns from which on eviction mostly found nothing. */
const mostTurns = 0.5;
/** The same where too little was evicted in all, which they then explain. */
const someTurns = 0.1;

const bytes = (value: number): string => describeQuantity('bytes', Math.round(value));
const rate = (value: number): string => describeQuantity('bytes-per-second', value);

/** Where the host cannot tell what is in memory, that the eviction went well is all that is known. */
const judgeBefore = ({ evidence }: Judged): Verdict => {
  const { residentBytes = 0, modelBytes = 0 } = findEvidence(evidence, 'start') ?? {};
  return isCold(residentBytes, modelBytes)
    ? bound
    : violated(
        `Asked for a model that is evicted before each run, but ${bytes(residentBytes)} of ${bytes(modelBytes)} ` +
          'stayed in memory: another process has it mapped or keeps reading it. End that process.',
      );
};

const judgeRate = (asked: number, found: PageCacheEvidence): Verdict => {
  const { droppedBytes, runningNs, turns } = found;
  const expected = (asked * runningNs) / 1e9;
  // The last turn may not be complete.
  const off = Math.max(tolerance * expected, expected / turns);
  if (Math.abs(droppedBytes - expected) <= off) return bound;
  return violated(
    `Asked for ${rate(asked)} of evictions, measured ${rate((droppedBytes * 1e9) / runningNs)} ` +
      `(more than ${tolerance * 100} % apart). ` +
      (droppedBytes < expected
        ? 'This host is too slow or too busy for the rate: leave it idle, or lower pageCache.drop.'
        : 'The rate was not kept; the measurement says nothing about this level.'),
  );
};

const judgeDrop = (asked: number, judged: Judged, found: PageCacheEvidence): Verdict => {
  const { drop, droppedBytes, turns, shortTurns, runningNs, refaultedBytes } = found;
  if (drop === undefined)
    return violated(`Asked for ${rate(asked)} of evictions, but nothing was evicted.`);
  const held = findHeldWeights(judged);
  if (held !== undefined)
    return notBinding(`${held.why} Evicting cached pages does not take them away. ${held.remedy}`);
  if (turns === 0 || runningNs === 0)
    return notBinding('The workload ended before the first eviction. Make it run longer.');
  const kept = judgeRate(asked, found);
  const isShort = kept.verdict !== 'bound' && droppedBytes * 1e9 < asked * runningNs;
  if (shortTurns > (isShort ? someTurns : mostTurns) * turns)
    return notBinding(
      `In ${shortTurns} of ${turns} turns there was less to evict than asked: the workload has too little in ` +
        'the page cache, or reads it again too slowly. Lower pageCache.drop, or use a larger model.',
    );
  if (kept.verdict !== 'bound') return kept;
  return refaultedBytes === 0
    ? notBinding(
        `${bytes(droppedBytes)} were evicted and none of it was read again: the workload does not need what it ` +
          'has in the page cache.',
      )
    : bound;
};

/** Judges what a run's case asks of the page cache against what was evicted. */
export const judgePageCache = (judged: Judged): Verdict => {
  const { evidence, case: subject } = judged;
  const found = findEvidence(evidence, 'page-cache');
  const { drop, before } = subject.constraints.pageCache ?? {};
  if (found === undefined)
    return subject.kind === 'null' && before !== 'each-run'
      ? bound
      : failedBecause(
          'Expected counts of what was evicted from the page cache, got none, so nothing proves that the ' +
            'eviction acted.',
        );
  if (subject.kind === 'null' && found.drop !== undefined)
    return violated(
      `${bytes(found.droppedBytes)} were evicted in the null case, where nothing may be limited.`,
    );
  const evicted = before === 'each-run' ? judgeBefore(judged) : bound;
  if (evicted.verdict !== 'bound') return evicted;
  return drop === undefined ? bound : judgeDrop(drop, judged, found);
};
