import { describe, expect, it } from 'vitest';
import { checkRecords } from '../../../../src/model/resume/check-records.ts';
import {
  baselineCase,
  makePlan,
  makeRunRecord,
  makeRuns,
  nullCase,
} from '../../../support/factory.ts';

const cases = [baselineCase, nullCase];
const plan = makePlan({ cases, runs: makeRuns(cases, 2) });
const first = makeRunRecord({ index: 0, round: 0, case: 'baseline' });
const third = makeRunRecord({ index: 2, round: 1, case: 'baseline' });

describe('recorded runs', () => {
  it('are right when each is an attempt of a planned run', () => {
    expect(checkRecords(plan, [first, third, { ...third, attempt: 1 }])).toEqual({
      ok: true,
      value: undefined,
    });
  });

  it.each([
    [
      'that the plan does not have',
      makeRunRecord({ index: 4, round: 2, case: 'baseline' }),
      "expected a run of the plan in manifest.json, got run 4 of round 2 with the case 'baseline'",
    ],
    [
      'of another case',
      makeRunRecord({ index: 1, round: 0, case: 'nominal' }),
      "expected run 1 of round 0 with the case 'null', as the plan in manifest.json has it, got run 1 of round 0 with the case 'nominal'",
    ],
    [
      'of another round',
      makeRunRecord({ index: 1, round: 1, case: 'null' }),
      "expected run 1 of round 0 with the case 'null', as the plan in manifest.json has it, got run 1 of round 1 with the case 'null'",
    ],
    [
      'that is there already',
      first,
      "expected each attempt once, got run 0 of round 0 with the case 'baseline' a second time, after line 1",
    ],
  ])('are not with one %s', (_, stray, problem) => {
    expect(checkRecords(plan, [first, third, stray])).toEqual({
      ok: false,
      failure: { at: 2, problem },
    });
  });
});
