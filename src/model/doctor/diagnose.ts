import type { Finding } from './finding.ts';
import type { Inspection, ProfileLack, ProfileLook } from './inspection.ts';
import {
  capFinding,
  loadFinding,
  pageCacheFinding,
  scopeFindings,
  volumeFinding,
} from './kernel-findings.ts';
import { gateFinding, quietFinding, roomFinding } from './quiet-findings.ts';
import { benchFinding, modelFinding, tierFinding } from './tier-findings.ts';

/** Whether a shipped profile can be run here, with everything that it lacks. */
export interface ProfileVerdict extends ProfileLook {
  readonly canRun: boolean;
}

/** What works on a host. */
export interface Diagnosis {
  /** Something can be measured: at least one shipped profile can be run. */
  readonly canMeasure: boolean;
  readonly findings: readonly Finding[];
  readonly profiles: readonly ProfileVerdict[];
}

/** From what was seen of a host to what works on it, why something does not, and how to get it. */
export const diagnose = (inspection: Inspection): Diagnosis => {
  const basis = [tierFinding(inspection), benchFinding(inspection), modelFinding(inspection)];
  // Every run is made with these three, whatever it asks for.
  const lacking = basis
    .filter(({ answer }) => answer === 'no')
    .map(({ id, misses }): ProfileLack => ({ part: id, misses }));
  const profiles = inspection.profiles.map((look): ProfileVerdict => {
    const lacks = [...lacking, ...look.lacks];
    return { ...look, lacks, canRun: lacks.length === 0 };
  });
  return {
    canMeasure: profiles.some(({ canRun }) => canRun),
    findings: [
      ...basis,
      ...scopeFindings(inspection),
      capFinding(inspection),
      volumeFinding(inspection),
      pageCacheFinding(inspection),
      loadFinding(inspection),
      gateFinding(inspection),
      quietFinding(inspection),
      roomFinding(inspection),
    ],
    profiles,
  };
};
