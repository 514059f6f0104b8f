import { describe, expect, it } from 'vitest';
import { collectRuns, createRunKeeper } from '../../../src/model/keep-runs.ts';
import { makeRunRecord, makeSample } from '../../support/factory.ts';

const record = (index: number, steps: number) =>
  makeRunRecord({
    index,
    samples: [makeSample({ stepsNs: Array.from({ length: steps }, () => 1e6 + index) })],
  });

describe('createRunKeeper', () => {
  it('keeps all of a record', () => {
    const given = record(3, 5);
    expect(createRunKeeper()(given)).toEqual(given);
  });

  it('keeps once what is the same in many records', () => {
    const keep = createRunKeeper();
    const [one, other] = [keep(record(0, 1)), keep(record(1, 1))];
    expect(one.command).toBe(other.command);
    expect(one.workload).toBe(other.workload);
    expect(one.verdict).toBe(other.verdict);
    expect(one.index).not.toBe(other.index);
  });
});

describe('collectRuns', () => {
  it('keeps the times of steps as long as there are few', () => {
    const collected = collectRuns();
    const given = [record(0, 3), record(1, 3)];
    given.forEach(collected.add);
    expect(collected.runs).toEqual(given);
  });

  it('keeps none of them where there are too many for memory, not even the first', () => {
    const collected = collectRuns();
    const many = record(1, 2_000_000);
    [record(0, 3), many, many, record(3, 3)].forEach(collected.add);
    expect(collected.runs.map(({ index }) => index)).toEqual([0, 1, 1, 3]);
    expect(collected.runs.flatMap(({ samples }) => samples.map(({ stepsNs }) => stepsNs))).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
    expect(collected.runs.flatMap(({ samples }) => samples.map(({ test }) => test))).toEqual(
      [0, 1, 2, 3].map(() => makeSample().test),
    );
  });
});
