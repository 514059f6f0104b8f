import { describe, expect, test } from 'vitest';
import { findPart } from '../../../src/model/projection/reference-parts.ts';
import { checkRequirement } from '../../../src/model/requirement/check-nominal.ts';
import { deriveFindings, type Findings } from '../../../src/report/findings.ts';
import { renderStatement } from '../../../src/report/requirement-statement.ts';
import { renderSolveJson, type Answer } from '../../../src/report/solve-json.ts';
import { renderSolve } from '../../../src/report/solve-text.ts';
import type { Level } from '../../../src/model/profile/profile.ts';
import { makeTier } from '../../support/factory.ts';
import { makeSyntheticKernelSweep } from '../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const found = deriveFindings(makeSyntheticSweep());
/** What the machine's pace during the sweep amounts to is another test's matter. */
const findings: Findings = { ...found, drift: { ...found.drift, verdict: 'steady', signs: [] } };
const drifting: Findings = { ...findings, drift: { ...findings.drift, verdict: 'drifting' } };

const answersOf = (from: Findings, at?: Level): readonly Answer[] => {
  const { manifest, curves, requirements } = from;
  const sweep = { plan: manifest.plan, curves, modelBytes: manifest.model.bytes };
  return requirements.map((solved) => ({ solved, check: checkRequirement(solved, sweep, at) }));
};

const first = (from: Findings): Answer => {
  const [answer] = answersOf(from);
  if (answer === undefined) throw new Error('Internal error: no requirement.');
  return answer;
};

const part = findPart('hbm4-stack');
if (!part.ok) throw new Error('Internal error: no part.');

describe('a statement', () => {
  test('is ready to be pasted', async () => {
    const statements = findings.requirements.map((solved) =>
      renderStatement(findings, solved, 'results/2026-03-01T12-00-00Z-hbf-50gbps'),
    );
    await expect(`${statements.join('\n\n')}\n`).toMatchFileSnapshot(
      '../../golden/report/statements.txt',
    );
  });

  test('leaves out what is absolute where the session drifted', () => {
    const { solved } = first(drifting);
    expect(renderStatement(findings, solved)).toContain("times the model's weight stream in null");
    const text = renderStatement(drifting, solved);
    expect(text).not.toContain('tokens/s');
    expect(text).toContain('is left out, because the session drifted');
  });

  test('is taken to the baseline without a tier', () => {
    const kernel = deriveFindings(makeSyntheticKernelSweep());
    const [, io] = kernel.requirements.map((solved) => renderStatement(kernel, solved));
    expect(io).toContain('at 3 % of baseline, the device must read at least 162 MB/s');
    expect(io).toContain('The other limits stay at memory.max 60 MiB, memory.swap 0 B.');
    expect(io).toContain(
      'Ratios are within rounds to baseline: in the baseline nothing is applied.',
    );
  });
});

describe('a check of the nominal values', () => {
  const metOf = (answers: readonly Answer[]) =>
    answers.map(({ solved, check }) => [solved.parameter, solved.metric, check?.met]);

  test('holds each requirement against the nominal value of its parameter', () => {
    expect(metOf(answersOf(findings))).toEqual([
      ['tier.readBandwidth', 'tg', true],
      ['tier.readLatency', 'tg', true],
      ['tier.readBandwidth', 'pp', true],
      ['tier.readLatency', 'pp', true],
    ]);
  });

  test('judges nominal values that are no single level by their measured case', () => {
    const readLatency = { kind: 'quantiles', p50: 5e3, p99: 20e3 } as const;
    const { plan } = findings.manifest;
    const constraints = { tier: makeTier({ prefetch: 0, readLatency }) };
    const changed = { ...plan, profile: { ...plan.profile, constraints } };
    const manifest = { ...findings.manifest, plan: changed };
    const [, latency] = answersOf({ ...findings, manifest });
    expect(latency?.check).toMatchObject({
      met: true,
      level: 'its nominal value',
      why: { kind: 'nominal-case' },
    });
  });

  test('takes shares of the model as the sizes that they are', () => {
    const kernel = deriveFindings(makeSyntheticKernelSweep());
    const [memory] = answersOf(kernel);
    expect(memory?.check).toMatchObject({ met: true, level: '60 MiB', why: { kind: 'tested' } });
    const half = { text: '30 % of model', value: 0.3, ofModel: true } as const;
    expect(answersOf(kernel, half)[0]?.check).toMatchObject({
      met: false,
      why: { kind: 'beyond-tested' },
    });
  });
});

describe('what solve prints', () => {
  test('is each statement with its projection and its check, and the sum of checks', () => {
    const text = renderSolve(findings, answersOf(findings), 'results/x', part.value);
    const blocks = text.split('\n\n');
    expect(blocks[0]).toMatch(/^To keep decode \(tg64\) at 90 % of null, the tier must sustain/);
    expect(blocks[0]).toContain('(runs in results/x).');
    expect(blocks[0]).toContain('\nModelled, not measured: beside ');
    expect(blocks[0]).toMatch(
      /\nmet: decode \(tg64\) at 90 % with tier\.readBandwidth = 50 GB\/s: the whole interval asks for at least [\d.]+ GB\/s\.$/,
    );
    expect(text).toContain('Not projected to one stack of HBM4: the requirement is not derivable.');
    expect(text.match(/Not preserved by the scaling/g)).toHaveLength(1);
    expect(text).toMatch(/\n\nAll 4 requirements are met\.\n$/);
  });

  test('counts what is not met', () => {
    const at = { text: '1 GB/s', value: 1e9 };
    const answers = answersOf(findings, at).filter(({ solved }) => solved.metric === 'tg');
    const text = renderSolve(findings, answers.slice(0, 1), 'results/x');
    expect(text).toContain('not met: decode (tg64) at 90 % with tier.readBandwidth = 1 GB/s: ');
    expect(text).toMatch(/\n1 of 1 requirements are not met\.\n$/);
  });

  test('does not project what was measured in a drifting session', () => {
    const text = renderSolve(drifting, [first(drifting)], 'results/x', part.value);
    expect(text).toContain('the session drifted, and the scale rests on its tokens/s');
  });

  test('is one document as JSON', () => {
    const text = renderSolveJson(findings, answersOf(findings), 'results/x', part.value);
    const document = JSON.parse(text) as { requirements: readonly unknown[] };
    expect(document).toMatchObject({ schemaVersion: 1, folder: 'results/x', met: true });
    expect(document.requirements).toHaveLength(4);
    expect(document.requirements[0]).toMatchObject({
      outcome: 'derived',
      bound: 'at least',
      level: { unit: 'B/s' },
      closedForm: { agrees: true },
      tested: { outcome: 'kept', keptAt: { text: '50 GB/s' }, lostAt: { text: '25 GB/s' } },
      check: { level: '50 GB/s', met: true, reason: 'interval' },
      projection: { kind: 'modelled', part: 'hbm4-stack' },
    });
    expect(document.requirements[3]).toMatchObject({
      outcome: 'not-derivable',
      why: 'kept-at-all',
      level: null,
      next: { kind: 'try', level: { unit: 's' } },
      projection: { kind: 'not-projected', part: 'hbm4-stack' },
    });
  });

  test('has no checks and projections that were not asked for', () => {
    const { solved } = first(findings);
    const document: unknown = JSON.parse(renderSolveJson(findings, [{ solved }], 'results/x'));
    expect(document).toMatchObject({
      met: null,
      requirements: [{ check: null, projection: null }],
    });
    expect(renderSolve(findings, [{ solved }], 'results/x')).not.toContain('met');
  });
});
