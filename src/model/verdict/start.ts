import { findEvidence, type Evidence } from '../evidence.ts';
import { isCold, isWarm } from '../page-cache/warmth.ts';
import type { Verdict } from '../run-record.ts';
import type { StartEvidence } from '../start-evidence.ts';
import { describeQuantity } from '../units.ts';
import { bound, failedBecause, violated } from './verdict-values.ts';

const bytes = (value: number): string => describeQuantity('bytes', value);

const judgeCold = ({ residentBytes, modelBytes }: StartEvidence): Verdict => {
  if (residentBytes === undefined)
    return failedBecause(
      'Asked for a cold start, but this host does not tell what is in memory, so nothing proves that the model ' +
        'was not. Install fincore (util-linux), and use a model file of your own.',
    );
  return isCold(residentBytes, modelBytes)
    ? bound
    : violated(
        `Asked for a cold start, but ${bytes(residentBytes)} of the model's ${bytes(modelBytes)} were in memory when the run ` +
          'began: another process has it mapped or keeps reading it, or it lies on a file system in memory. ' +
          'End that process, or put the model on a disk.',
      );
};

/** A model that memory cannot hold is as warm as it can be, and one of which nothing is told was read nevertheless. */
const judgeWarm = (found: StartEvidence): Verdict => {
  const { evictedFor, residentBytes, modelBytes, availableBytes = modelBytes } = found;
  if (evictedFor !== undefined || residentBytes === undefined) return bound;
  return isWarm(residentBytes, modelBytes) || availableBytes < modelBytes
    ? bound
    : violated(
        `Asked for a warm start, but only ${bytes(residentBytes)} of the model's ${bytes(modelBytes)} were in memory when ` +
          'the run began, although it was read just before: other programs take the memory, or the file system ' +
          'keeps nothing of it there. End these programs, use a smaller model or another file system, or ask ' +
          'for workload.start: cold.',
      );
};

/** Judges what a run started from, a baseline's included; undefined where nothing was asked of it. */
export const judgeStart = (evidence: readonly Evidence[]): Verdict | undefined => {
  const found = findEvidence(evidence, 'start');
  if (found?.asked === undefined) return undefined;
  return found.asked === 'cold' ? judgeCold(found) : judgeWarm(found);
};
