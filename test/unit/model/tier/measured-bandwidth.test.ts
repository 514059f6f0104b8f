import { expect, test } from 'vitest';
import { measuredBandwidth } from '../../../../src/model/tier/measured-bandwidth.ts';

test('measured bandwidth counts the time of the link and the lateness', () => {
  expect(measuredBandwidth({ bytesFetched: 1000, linkBusyNs: 90, latenessNs: 10 })).toBe(1e10);
});

test('there is no measured bandwidth when nothing was fetched or no time passed', () => {
  expect(measuredBandwidth({ bytesFetched: 0, linkBusyNs: 90, latenessNs: 10 })).toBeUndefined();
  expect(measuredBandwidth({ bytesFetched: 10, linkBusyNs: 0, latenessNs: 0 })).toBeUndefined();
});
