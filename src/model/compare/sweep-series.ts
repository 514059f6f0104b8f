import { reduceCase } from '../curve/case-point.ts';
import { pairRounds } from '../curve/pair-rounds.ts';
import { countRuns } from '../curve/counted-runs.ts';
import type { Dataset } from '../dataset.ts';
import type { Case, Plan } from '../plan.ts';
import { metricOf, testName } from '../test-name.ts';
import type { Series } from './series.ts';

/** What the ratios of a case are taken to, as curves have it; nothing for the baseline. */
const referenceOf = (plan: Plan, { kind }: Case): Plan['reference'] | undefined => {
  if (kind === 'baseline') return undefined;
  return kind === 'null' ? 'baseline' : plan.reference;
};

/**
 * Tokens per second of every test under every case, one value a run that counts, and the ratios to
 * the reference of the same round, which are taken within this sweep alone. In the order of the plan,
 * test by test, rates before ratios.
 */
export const listSweepSeries = ({ manifest, runs }: Dataset): readonly Series[] => {
  const { plan } = manifest;
  const counted = countRuns(runs);
  return plan.tests.flatMap((spec) => {
    const test = testName(spec);
    const metric = metricOf(spec);
    const rates = plan.cases.map((subject): Series => ({
      point: { kind: 'case', test, caseId: subject.id },
      metric,
      measure: { kind: 'tokens-per-second' },
      values: pairRounds(subject, test, counted, undefined).pairs.map(({ sample }) => ({
        value: sample.tokensPerSecond,
      })),
      verdict: reduceCase(subject, spec, counted, {}).verdict,
    }));
    const ratios = plan.cases.flatMap((subject): readonly Series[] => {
      const reference = referenceOf(plan, subject);
      const to = plan.cases.find(({ kind }) => kind === reference)?.id;
      if (reference === undefined || to === undefined) return [];
      return [
        {
          point: { kind: 'case', test, caseId: subject.id },
          metric,
          measure: { kind: 'ratio', reference },
          values: pairRounds(subject, test, counted, to).pairs.flatMap(({ sample, base }) =>
            base === undefined ? [] : [{ value: sample.tokensPerSecond / base.tokensPerSecond }],
          ),
          verdict: reduceCase(subject, spec, counted, { reference: to }).verdict,
        },
      ];
    });
    return [...rates, ...ratios];
  });
};
