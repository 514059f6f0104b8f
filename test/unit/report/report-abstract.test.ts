import { describe, expect, it } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderAbstract } from '../../../src/report/report-abstract.ts';
import { makeManifest, makePlan } from '../../support/factory.ts';
import { makeSyntheticKernelSweep } from '../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const paragraphsOf = (text: string): readonly string[] => text.split('\n\n');

describe('the abstract of a report', () => {
  const tier = renderAbstract(deriveFindings(makeSyntheticSweep()));

  it('begins with the question and says what 100 % is', () => {
    expect(paragraphsOf(tier)[1]).toBe(
      '**Question.** What must `tier.readBandwidth` and `tier.readLatency` be, each by itself, to keep 90 % of the throughput in decode and 90 % of the throughput in prompt processing? 100 % is what this machine reaches through the same machinery without limits (the case _null_).',
    );
  });

  it('answers each requirement with its interval, or why there is none', () => {
    const answers = paragraphsOf(tier)[3]?.split('\n') ?? [];
    expect(answers).toHaveLength(4);
    expect(answers[0]).toContain('at least 45 GB/s (tier.readBandwidth; 95 % interval 44.8 GB/s');
    expect(answers[3]).toContain(
      'Not derivable from the tested levels: `tier.readLatency` for pp64.',
    );
  });

  it('says of a tier that it is modelled, and of limits of the kernel that nothing is', () => {
    expect(tier).toContain('Modelled: the tier');
    const kernel = renderAbstract(deriveFindings(makeSyntheticKernelSweep()));
    expect(kernel).toContain('Modelled: nothing');
  });

  it('asks what is left where nothing is swept, and claims no derived level', () => {
    const nothing = deriveFindings({ manifest: makeManifest({ plan: makePlan() }), runs: [] });
    const text = renderAbstract(nothing);
    expect(text).toContain('is left under the limits of this profile?');
    expect(text).toContain('the tables below are the answer');
    expect(text).not.toContain('Derived:');
  });
});
