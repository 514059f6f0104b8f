import { describe, expect, test } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderPhysics } from '../../../src/report/report-physics.ts';
import { makeManifest, makePlan } from '../../support/factory.ts';
import { makeSyntheticKernelSweep } from '../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const sectionOf = (text: string, heading: string): string =>
  text.split('\n### ').find((section) => section.startsWith(heading)) ?? '';

describe('the physics check of a report', () => {
  const text = renderPhysics(deriveFindings(makeSyntheticSweep()));

  test('holds the slope over a bandwidth against the bytes that were fetched', () => {
    const section = sectionOf(text, 'tier.readBandwidth, decode');
    expect(section).toContain('| c | fetched per token | c / fetched |');
    expect(section).toMatch(/\| tg64 \| t = a \+ c \/ B \| .* \| 100 MB \| 1\.0\d\d \|/);
  });

  test('holds the slope over a latency against the waits that were counted', () => {
    const section = sectionOf(text, 'tier.readLatency, decode');
    expect(section).toContain('| n | waits per token | n / waits |');
    expect(section).toMatch(/\| tg64 \| t = a \+ n L \| .* \| 25 \|/);
  });

  test('says of every other curve whether it is monotone', () => {
    const section = sectionOf(text, 'Other curves');
    expect(section).toContain('| tier.readBandwidth | pp64 | yes |  | 6 |');
    expect(section).toContain('| tier.readLatency | pp64 | yes |  | 3 |');
    expect(section).not.toContain('tg64');
  });

  test('holds the slope over a cap on reads against the weights', () => {
    const section = sectionOf(
      renderPhysics(deriveFindings(makeSyntheticKernelSweep())),
      'io.readBandwidth, decode',
    );
    expect(section).toContain('| c | weights | c / weights |');
    expect(section).toMatch(/\| 104 MB \| 1\.0\d\d \|/);
  });

  test('says which levels a curve is not monotone at', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const swapped = runs.map((run) =>
      run.case === 'tier.readBandwidth=100GB/s'
        ? { ...run, samples: run.samples.map((sample) => ({ ...sample, tokensPerSecond: 10 })) }
        : run,
    );
    const changed = renderPhysics(deriveFindings({ manifest, runs: swapped }));
    expect(sectionOf(changed, 'Other curves')).toMatch(
      /\| tier\.readBandwidth \| pp64 \| \*\*no\*\* \| 100 GB\/s/,
    );
  });

  test('is left out without a sweep', () => {
    const manifest = makeManifest({ plan: makePlan() });
    expect(renderPhysics(deriveFindings({ manifest, runs: [] }))).toBe('');
  });

  test('says why a law was not fitted', () => {
    const { manifest } = makeSyntheticSweep();
    expect(renderPhysics(deriveFindings({ manifest, runs: [] }))).toContain(
      'tg64: not fitted: 0 bound levels with a bandwidth; at least 3 different ones are needed.',
    );
  });
});
