import type { Findings } from './findings.ts';

const ofNull: Readonly<Record<Findings['curves']['reference'], string>> = {
  null: 'the tier holds the weights, all of them are present, and nothing is limited. Ratios are taken to it',
  baseline: 'the control groups and their counters are there, and limit nothing',
};

const ofBaseline: Readonly<Record<Findings['curves']['reference'], string>> = {
  null: 'nothing is applied',
  baseline: 'nothing is applied. Ratios are taken to it',
};

const ofTier =
  '- **Tier**: the memory whose limits are asked for. Here it is a program library that holds the weights and lets none of them be read before the model of the tier says that it would have arrived; its **effective bandwidth** is the least of its bandwidth and of what its accesses in flight allow at its latency.';

/** The words that a report uses, for a reader who knows memories but not this program. */
export const renderTerms = ({ manifest: { plan }, curves: { reference } }: Findings): string =>
  [
    '## Terms',
    [
      '- **Test**: what llama-bench, the benchmark of llama.cpp, times in a run. `pp64` is a prompt of 64 tokens that is processed at once (prompt processing, prefill); `tg64` is 64 tokens that are generated one after another, for one sequence (decode); `@d256` adds a context of 256 tokens. Throughput is in tokens per second.',
      ...(plan.profile.constraints.tier === undefined ? [] : [ofTier]),
      '- **Parameter** and **level**: one limit, and one value of it. While one parameter is swept through its levels the others stay at their **nominal** values.',
      '- **Case**: one set of limits. **Run**: one process of llama-bench under one case. **Round**: every case once, in random order.',
      `- **Baseline**: the case in which ${ofBaseline[reference]}. **Null**: the case in which ${ofNull[reference]}.`,
      '- **Ratio**: throughput of a case over that of the reference in the same round, so that what slows a whole round cancels. 1 is no loss.',
      '- **95 % interval**: holds the true median with at least 95 % confidence, whatever the distribution, if rounds are independent (order statistics; none below 6 rounds).',
      '- **Verdict**: what was counted of a limit during the run, held against what was asked. _bound_: the limit acted as asked. _not-binding_: it could not act. _violated_: it acted, but not as asked. _disturbed_: something else on the machine interfered. _failed_: there is no usable run. Only bound points carry a requirement.',
      '- **Measured**: counted or timed in these runs. **Modelled**: follows from a formula. **Sourced**: taken from a text that is named.',
    ].join('\n'),
  ].join('\n\n');
