import { describe, expect, it } from 'vitest';
import { keepForDecisions, type KeptRun } from '../../../../src/model/kept-run.ts';
import { createLineMaker, createRunMaker } from '../../../../src/model/resume/index-line.ts';
import { makeDisturbance, makeRunRecord } from '../../../support/factory.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const { manifest, runs } = makeSyntheticSweep();
const kept = [
  ...runs,
  makeRunRecord({ index: 1, attempt: 1, shard: 3, disturbance: makeDisturbance() }),
  makeRunRecord({ index: 2, outcome: { status: 'failed', problem: 'it ended', stderr: 'ü' } }),
].map(keepForDecisions(manifest.plan));

const throughText = (lines: readonly object[]): readonly (KeptRun | undefined)[] => {
  const { parse } = createRunMaker();
  return lines.map((line) => parse(JSON.stringify(line))?.run);
};

describe('lines of an index', () => {
  it('give the runs that they were made of', () => {
    expect(throughText(kept.map(createLineMaker(0)))).toEqual(kept);
  });

  it('say once what runs have in common, also where the index is gone on with', () => {
    const before = kept.slice(0, 5).map(createLineMaker(0));
    const maker = createRunMaker();
    for (const line of before) maker.parse(JSON.stringify(line));
    const after = kept.slice(5).map(createLineMaker(maker.kinds()));
    expect(throughText([...before, ...after])).toEqual(kept);
    expect(after.filter(({ kind }) => typeof kind === 'number').length).toBeGreaterThan(0);
  });

  it.each([
    ['a number of a kind that is not there', { kind: 7 }],
    ['more values than tests', { tokensPerSecond: Array.from({ length: 99 }, () => 1) }],
    ['another schema', { schema: 'index/2' }],
  ])('are none with %s', (_, wrong) => {
    const [first] = kept.map(createLineMaker(0));
    expect(throughText([{ ...first, ...wrong }])).toEqual([undefined]);
  });
});
