import { medianOf } from '../model/curve/asked-and-measured.ts';
import { isMeasured, measuredValue } from '../model/curve/measured-value.ts';
import { tierEvidenceIn } from '../model/evidence.ts';
import type { Case } from '../model/plan.ts';
import { findParameter } from '../model/profile/parameters.ts';
import { listFields } from '../model/profile/parameter-value.ts';
import type { RunRecord } from '../model/run-record.ts';
import { effectiveBandwidth, writtenBandwidth } from '../model/tier/effective-bandwidth.ts';
import { measuredBandwidth } from '../model/tier/measured-bandwidth.ts';
import { describeQuantity } from '../model/units.ts';
import type { ConstraintName } from '../model/verdict/constraints.ts';
import { describeCounted } from './counted-text.ts';

/** A constraint in one case, in words: what was asked for, what was read back, what was counted. */
export interface ProofRow {
  readonly asked: string;
  readonly applied: string;
  readonly measured: string;
}

const noLimit = 'no limit';

const tierRow = ({ constraints: { tier = {} } }: Case, runs: readonly RunRecord[]): ProofRow => {
  const rate = (value: number | undefined): string =>
    value === undefined || value === 0 ? '' : describeQuantity('bytes-per-second', value);
  const asked = effectiveBandwidth(tier);
  const written = tier.scale === undefined ? '' : ` (${rate(writtenBandwidth(tier))} scaled)`;
  return {
    asked: asked === undefined ? noLimit : `${rate(asked)}${written}`,
    applied: rate(medianOf(runs.map(({ applied }) => applied['tier.effectiveBandwidth']))),
    measured: rate(
      medianOf(
        runs.map(({ evidence }) => {
          const tier = tierEvidenceIn(evidence);
          return tier === undefined ? undefined : measuredBandwidth(tier);
        }),
      ),
    ),
  };
};

type Field = ReturnType<typeof listFields>[number];

const describeValue = (path: string, value: number): string => {
  const dimension = findParameter(path)?.dimension;
  return dimension === undefined ? String(value) : describeCounted(dimension, value);
};

const describeAsked = ({ path, value }: Field, inBytes: number | undefined): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return describeValue(path, value);
  if (value.kind === 'bytes') return describeQuantity('bytes', value.bytes);
  const share = `${describeQuantity('share', value.share)} of model`;
  return inBytes === undefined ? share : `${share}, ${describeCounted('bytes', inBytes)}`;
};

/** Several values on one line, each with its name. */
const list = (values: readonly (readonly [string, string | undefined])[]): string =>
  values.flatMap(([name, text]) => (text === undefined ? [] : [`${name} ${text}`])).join(', ');

const kernelRow = (name: ConstraintName, subject: Case, runs: readonly RunRecord[]): ProofRow => {
  const prefix = `${name}.`;
  const fields = listFields(subject.constraints).filter(({ path }) => path.startsWith(prefix));
  const short = (path: string): string => path.slice(prefix.length);
  const valueOf = (path: string, value: number | undefined): string | undefined =>
    value === undefined ? undefined : describeValue(path, value);
  const asked = list(
    fields.map((field) => [
      short(field.path),
      describeAsked(field, medianOf(runs.map((run) => run.asked[field.path]))),
    ]),
  );
  const applied = new Set(
    runs.flatMap((run) => Object.keys(run.applied).filter((path) => path.startsWith(prefix))),
  );
  return {
    asked: asked === '' ? noLimit : asked,
    applied: list(
      [...applied].map((path) => [
        short(path),
        valueOf(path, medianOf(runs.map((run) => run.applied[path]))),
      ]),
    ),
    measured: list(
      fields
        .filter(({ path }) => isMeasured(path))
        .map(({ path }) => [
          short(path),
          valueOf(path, medianOf(runs.map(({ evidence }) => measuredValue(evidence, path)))),
        ]),
    ),
  };
};

/** A constraint in one case; numbers are medians over the runs. */
export const proofRow = (
  name: ConstraintName,
  subject: Case,
  runs: readonly RunRecord[],
): ProofRow => (name === 'tier' ? tierRow(subject, runs) : kernelRow(name, subject, runs));
