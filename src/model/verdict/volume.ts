import { findEvidence } from '../evidence.ts';
import type { Verdict } from '../run-record.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, violated } from './verdict-values.ts';

/** The kernel keeps a read-ahead in whole pages. */
const pageBytes = 4096;

const bytes = (value: number): string => describeQuantity('bytes', value);

/** Judges the volume of a run: what its case asks against what was made. */
export const judgeVolume = ({ case: subject, evidence }: Judged): Verdict => {
  const found = findEvidence(evidence, 'volume');
  if (found === undefined)
    return failedBecause(
      'The volume left no evidence, so nothing proves that the model was read from it.',
    );
  if (!found.verified)
    return failedBecause(
      `The copy of the model on ${found.device} does not have the model's SHA-256, so what was measured is not ` +
        'the model. Check the memory and the disk of this host.',
    );
  const { backing, filesystem, readAhead } = subject.constraints.volume ?? {};
  if (backing !== undefined && found.backing !== backing)
    return violated(`Asked for a volume in '${backing}', got one in '${found.backing}'.`);
  if (filesystem !== undefined && found.filesystem !== filesystem)
    return violated(`Asked for a volume with ${filesystem}, got one with ${found.filesystem}.`);
  if (readAhead !== undefined && Math.abs(found.readAheadBytes - readAhead) >= pageBytes)
    return violated(
      `Asked for a read-ahead of ${bytes(readAhead)}, ${found.device} has ${bytes(found.readAheadBytes)}.`,
    );
  return bound;
};
