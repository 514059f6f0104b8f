import { describe, expect, it } from 'vitest';
import { renderCalibration } from '../../../src/report/calibration-table.ts';
import { makeCalibration } from '../../support/calibration.ts';

describe('the table of a calibration', () => {
  it('says what was asked and what was measured', async () => {
    await expect(renderCalibration(makeCalibration())).toMatchFileSnapshot(
      '../../golden/calibration/table.txt',
    );
  });

  it('says when there were no huge pages', () => {
    expect(renderCalibration(makeCalibration({ hugePages: false, points: [] }))).toContain(
      'No huge pages held the weights',
    );
  });
});
