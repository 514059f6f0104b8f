import {
  headerBytes,
  readHeader,
  usedFileBytes,
} from '../../../src/drivers/tier-pager/counters.ts';
import { observeTests, sumOfTests } from '../../../src/drivers/tier-pager/observation.ts';
import { encodeCounters } from '../../../test/support/counters-file.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { insist, insistFailure, insistNumbers } from '../properties.ts';
import type { LoadTarget } from '../target.ts';

/** Where the segments end that the sample has: what lies behind is zeros up to the steps. */
const usedHead = headerBytes + 8 * 128;

export const loadCounters: LoadTarget = () => {
  const sample = encodeCounters({
    mode: 'page',
    unitBytes: 2 ** 21,
    mappedBytes: 2 ** 28,
    armed: true,
    segments: Array.from({ length: 6 }, (_, at) => ({
      ...{
        clears: at + 1,
        startNs: at * 1000,
        endNs: at * 1000 + 900,
        firstStep: at * 4,
        steps: 4,
      },
      tally: { bytesFetched: 2 ** 22, unitsFetched: 2, faults: 2, waitNs: 100 },
    })),
    stepsNs: Array.from({ length: 24 }, (_, at) => 100 + at),
    waitCounts: [1, 2, 3],
  });
  return {
    name: 'counters',
    make: (chance) => {
      // The head alone is changed, and the large part that is empty put behind it again.
      const head = mutateBytes(chance, sample.subarray(0, usedHead));
      const whole = chance.oneIn(3) ? head : Buffer.concat([head, sample.subarray(usedHead)]);
      return { counters: whole };
    },
    check: (input) => {
      const bytes = Buffer.from(input['counters'] ?? '');
      const header = readHeader(bytes);
      if (!header.ok) {
        insistFailure(header.failure);
        return 'refused';
      }
      insistNumbers(header.value);
      const tests = observeTests(bytes, header.value, { tests: 2, repetitions: 1 });
      insistNumbers(tests);
      insistNumbers(sumOfTests(tests));
      insist(usedFileBytes(header.value) < 2 ** 25, 'the file is larger than it can be');
      return 'taken';
    },
  };
};
