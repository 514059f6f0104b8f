import type { Evidence } from '../model/evidence.ts';
import {
  describeBackgroundEvidence,
  describeIoEvidence,
  describeMemoryEvidence,
  describePageCacheEvidence,
  describeVolumeEvidence,
} from './kernel-evidence-text.ts';
import { describeStartEvidence } from './start-evidence-text.ts';
import { describeTierEvidence } from './tier-evidence-text.ts';

/** Evidence in words: what it is about, and what was counted. */
export const describeEvidence = (evidence: Evidence): readonly (readonly [string, string])[] => {
  switch (evidence.kind) {
    case 'tier':
      return describeTierEvidence(evidence);
    case 'scope':
      return [['scope', `${evidence.scope}, ${evidence.place}`]];
    case 'memory':
      return describeMemoryEvidence(evidence);
    case 'io':
      return describeIoEvidence(evidence);
    case 'page-cache':
      return describePageCacheEvidence(evidence);
    case 'background':
      return describeBackgroundEvidence(evidence);
    case 'cpu':
      return [['cpu', `processors ${evidence.allowed}`]];
    case 'volume':
      return describeVolumeEvidence(evidence);
    case 'start':
      return describeStartEvidence(evidence);
  }
};
