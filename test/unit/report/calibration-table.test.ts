import { describe, expect, it } from 'vitest';
import { renderCalibration } from '../../../src/report/calibration-table.ts';
import { makeCalibration } from '../../support/calibration.ts';

const page = { columns: 80, unicode: true };

describe('the table of a calibration', () => {
  it('says what was asked and what was measured', async () => {
    await expect(renderCalibration(makeCalibration(), page)).toMatchFileSnapshot(
      '../../golden/calibration/table.txt',
    );
  });

  it('says when there were no huge pages', () => {
    expect(renderCalibration(makeCalibration({ hugePages: false, points: [] }), page)).toContain(
      'No huge pages held the weights',
    );
  });
});
