import { describe, expect, test } from 'vitest';
import { levelUnit } from '../../../src/model/requirement/level-unit.ts';
import { describeLevel, levelOutput } from '../../../src/report/level-text.ts';
import { makeCurve, ratioWith } from '../../support/curve.ts';

const unitOf = (parameter: string, level: number) =>
  levelUnit(makeCurve(parameter, [[level, ratioWith(1)]]));

describe('a computed level', () => {
  test('has three digits', () => {
    expect(describeLevel(21.4449e9, unitOf('tier.readBandwidth', 1e9))).toBe('21.4 GB/s');
    expect(describeLevel(67_512, unitOf('tier.readLatency', 1e3))).toBe('67.5 us');
    expect(describeLevel(0.123456, unitOf('tier.residency', 0))).toBe('12.3 %');
  });

  test('is a whole number on the safe side where it counts', () => {
    expect(describeLevel(17.2, unitOf('tier.queueDepth', 1))).toBe('18');
    expect(describeLevel(17.8, unitOf('background.jobs', 1))).toBe('17');
  });

  test('is a share of the model where all levels are', () => {
    const curve = makeCurve('memory.max', [[0.6, ratioWith(1)]], (value) => ({
      level: { text: '60 % of model', value, ofModel: true },
    }));
    expect(describeLevel(0.54321, levelUnit(curve))).toBe('54.3 % of model');
    expect(levelOutput(0.54321, levelUnit(curve))).toMatchObject({ value: 0.54321, unit: '1' });
  });

  test('stands in outputs in base units', () => {
    expect(levelOutput(5_000, unitOf('tier.readLatency', 1e3))).toEqual({
      text: '5 us',
      value: 5e-6,
      unit: 's',
    });
  });
});
