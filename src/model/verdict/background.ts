import { findEvidence } from '../evidence.ts';
import type { BackgroundEvidence } from '../kernel-evidence.ts';
import type { Verdict } from '../run-record.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, notBinding, violated } from './verdict-values.ts';

const tolerance = 0.05;

const rate = (value: number): string => describeQuantity('bytes-per-second', value);

const judgeNull = (found: BackgroundEvidence | undefined): Verdict =>
  found === undefined || found.operations === 0
    ? bound
    : violated('fio ran in the null case, where nothing may run beside the workload.');

const judgeRate = (asked: number, found: BackgroundEvidence): Verdict => {
  const remedy = 'The device cannot deliver it beside the workload: lower background.rate.';
  if (found.rate === undefined)
    return violated(`Asked for ${rate(asked)} of background load, but fio had no rate to keep.`);
  if (Math.abs(found.achieved / asked - 1) <= tolerance) return bound;
  return violated(
    `Asked for ${rate(asked)} of background load, measured ${rate(found.achieved)} ` +
      `(more than ${tolerance * 100} % apart). ` +
      (found.achieved < asked ? remedy : 'The rate was not kept.'),
  );
};

/** Judges the load beside a run: what its case asks against what fio counted. */
export const judgeBackground = ({ case: subject, evidence }: Judged): Verdict => {
  const found = findEvidence(evidence, 'background');
  if (subject.kind === 'null') return judgeNull(found);
  if (found === undefined)
    return failedBecause(
      'The background load left no evidence, so nothing proves that it ran beside the workload.',
    );
  if (!found.aliveUntilEnd)
    return failedBecause(
      'fio ended, or stood still, before the workload had ended, so that a part of the run had no load ' +
        'beside it. How is in the warnings of the run.',
    );
  if (found.operations === 0)
    return notBinding('fio did nothing while the workload ran. Make the workload run longer.');
  if (!found.steady)
    return violated(
      `The background load was not steady before the run, at about ${rate(found.steadyBefore)}: the device cannot ` +
        'deliver it evenly. Lower background.rate, or set one.',
    );
  const { rate: asked } = subject.constraints.background ?? {};
  return asked === undefined ? bound : judgeRate(asked, found);
};
