import { describe, expect, test } from 'vitest';
import { medianVerdict, worstVerdict } from '../../../../src/model/verdict/severity.ts';

const bound = { verdict: 'bound', why: '' } as const;
const notBinding = { verdict: 'not-binding', why: 'a' } as const;
const violated = { verdict: 'violated', why: 'b' } as const;
const second = { verdict: 'violated', why: 'c' } as const;
const failed = { verdict: 'failed', why: 'd' } as const;

describe('the worst verdict', () => {
  test('is the most severe, the first among equals', () => {
    expect(worstVerdict([bound, notBinding, violated, second])).toBe(violated);
    expect(worstVerdict([violated, failed])).toBe(failed);
  });

  test('is bound for no verdicts', () => {
    expect(worstVerdict([])).toEqual(bound);
  });
});

describe('the verdict on a median over runs', () => {
  test('is the most severe, the first among equals', () => {
    expect(medianVerdict([notBinding, violated, second])).toBe(violated);
  });

  test('is bound when more than half of the runs are', () => {
    expect(medianVerdict([bound, violated, bound])).toEqual(bound);
    expect(medianVerdict([bound, violated])).toBe(violated);
  });

  test('is bound for no verdicts', () => {
    expect(medianVerdict([])).toEqual(bound);
  });
});
