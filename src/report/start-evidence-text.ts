import type { StartEvidence } from '../model/start-evidence.ts';
import { describeCounted } from './counted-text.ts';

const bytes = (value: number): string => describeCounted('bytes', value);

/** What of the model was in memory when the workload was started, in words. */
export const describeStartEvidence = ({
  asked,
  evictedFor,
  residentBytes,
  modelBytes,
}: StartEvidence): readonly (readonly [string, string])[] => [
  [
    'start',
    [
      residentBytes === undefined
        ? 'it is not known what of the model was in memory'
        : `${bytes(residentBytes)} of ${bytes(modelBytes)} of the model in memory`,
      ...(evictedFor === undefined ? [] : [`evicted for ${evictedFor}`]),
      ...(asked === undefined ? [] : [`${asked} asked`]),
    ].join(', '),
  ],
];
