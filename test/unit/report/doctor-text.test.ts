import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/model/doctor/diagnose.ts';
import type { Inspection } from '../../../src/model/doctor/inspection.ts';
import { renderDoctor } from '../../../src/report/doctor-text.ts';
import { makeBareInspection, makeInspection } from '../../support/inspection.ts';

const render = (inspection: Inspection, everything = false): string =>
  renderDoctor(inspection, diagnose(inspection), { everything, home: '/home/ada' });

describe('the diagnosis as text', () => {
  it.each([
    ['capable', render(makeInspection())],
    ['capable-verbose', render(makeInspection(), true)],
    ['bare', render(makeBareInspection())],
    ['bare-verbose', render(makeBareInspection(), true)],
  ])('%s is as it was looked at', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`../../golden/doctor/${name}.txt`);
  });

  it('fits a terminal of 80 columns, and a screen where most of it works', () => {
    for (const text of [render(makeInspection()), render(makeBareInspection())])
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(render(makeInspection()).split('\n').length).toBeLessThanOrEqual(30);
  });
});
