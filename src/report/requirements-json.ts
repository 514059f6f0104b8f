import type { Findings } from './findings.ts';
import { requirementDocument, requirementMethod } from './requirement-document.ts';
import type { RequirementsDocument } from './requirements-schema.ts';

/** `requirements.json`: which level keeps each share that the profile asks for. */
export const renderRequirementsJson = (findings: Findings): string => {
  const { manifest, curves, requirements } = findings;
  const document: RequirementsDocument = {
    schemaVersion: 2,
    profile: manifest.plan.profile.name,
    reference: curves.reference,
    method: requirementMethod,
    requirements: requirements.map((each) => requirementDocument(findings, each)),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
