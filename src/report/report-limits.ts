import type { Findings } from './findings.ts';
import { describeMissing } from './merged-text.ts';

const ofTier = [
  'The tier is modelled: one link, one latency, a buffer that evicts its oldest data. It has no banks, planes, refresh, error recovery, wear or writes, and no such device was measured. A required level is what the weights must come at, not what one product delivers.',
  'The tier holds the weights alone. Keys and values of the context, and activations, stay in the memory of the host.',
];

const ofKernel = [
  "The kernel's limits act on the page cache and on a block device. They know rates and sizes, but no latency, and what page faults and read-ahead cost is in every ratio.",
];

const ofAll = [
  'One host, one model, one build of llama.cpp. Levels in bytes per second and in time do not carry over to a faster machine as they stand; _Dimensionless view_, where there is one, says what may.',
  'One sequence at a time. With a batch weights are read once for several tokens, and less bandwidth is needed for each.',
  'Each interval stands for itself: of forty that are each right in 95 % of cases, two miss by chance.',
];

const ofPrompts =
  'On a processor without an accelerator prompts are bound by computation early: the loss of pp here is a lower bound of what an accelerator loses.';

const ofIncomplete = (findings: Findings): readonly string[] => {
  const missing = describeMissing(findings);
  if (missing !== '') return [`Parts of the plan are missing: ${missing}.`];
  return findings.rounds.partial ? ['The sweep was interrupted and is not complete.'] : [];
};

const ofThisSession = (findings: Findings): readonly string[] => {
  const { drift, curves } = findings;
  const unproven = curves.sweeps
    .flatMap((sweep) => sweep.curves.flatMap(({ points }) => points))
    .filter(({ verdict }) => verdict.verdict !== 'bound').length;
  return [
    ...(drift.verdict === 'drifting'
      ? ['The session drifted: only ratios may be quoted from it, no tokens per second.']
      : []),
    ...(drift.verdict === 'too-few-runs'
      ? ['Whether the machine drifted cannot be told from so few rounds.']
      : []),
    ...(unproven === 0
      ? []
      : [
          `${unproven} of the points of the curves are not bound; they may not be quoted as results.`,
        ]),
    ...(curves.failed.length === 0
      ? []
      : ['Some planned runs failed (see _Failed runs_); their points rest on fewer rounds.']),
    ...ofIncomplete(findings),
  ];
};

/** What must not be concluded from this sweep: of the method, and of this session. */
export const renderLimits = (findings: Findings): string => {
  const { tests, profile } = findings.manifest.plan;
  const { tier, memory, io, pageCache, background } = profile.constraints;
  const isKernels = [memory, io, pageCache, background].some((each) => each !== undefined);
  const hasPrompts = tests.some(({ prompt }) => prompt > 0);
  return [
    '## Limits of this report',
    [
      ...(tier === undefined ? [] : ofTier),
      ...(isKernels ? ofKernel : []),
      ...ofAll,
      ...(hasPrompts ? [ofPrompts] : []),
      ...ofThisSession(findings),
    ]
      .map((text) => `- ${text}`)
      .join('\n'),
  ].join('\n\n');
};
