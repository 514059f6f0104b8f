import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blkioReads,
  ioStat,
  keyedNumber,
  pressureNs,
  wholeNumber,
} from '../../../../../src/drivers/scope/cgroup/counter-text.ts';

describe("the kernel's counters", () => {
  it.each([
    ['4096', 4096],
    ['4096\n', 4096],
    ['max', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (text, number) => {
    expect(wholeNumber(text)).toBe(number);
  });

  it('are found by their whole key', () => {
    const stat = 'file 1\nfile_mapped 2\ntotal_file 3';
    expect(keyedNumber(stat, 'file')).toBe(1);
    expect(keyedNumber(stat, 'total_file')).toBe(3);
    expect(keyedNumber(stat, 'mapped')).toBeUndefined();
    expect(keyedNumber(undefined, 'file')).toBeUndefined();
  });

  it('of pressure are microseconds of those who waited at all', () => {
    const content =
      'some avg10=0.00 avg60=1.20 avg300=0.00 total=499353\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7';
    expect(pressureNs(content)).toBe(499_353_000);
    expect(pressureNs('')).toBeUndefined();
    expect(pressureNs(undefined)).toBeUndefined();
  });

  const ioContent =
    '254:0 rbytes=4096 wbytes=1 rios=2 wios=3 dbytes=0 dios=0\n254:16 rbytes=100 wbytes=1 rios=1 wios=3 dbytes=0 dios=0\n7:0';
  it.each([
    ['254:0', 4096, 2],
    ['254:1', 0, 0],
    ['7:0', 0, 0],
    [undefined, 4196, 3],
  ])('of version 2 for device %j are %i bytes in %i reads', (device, bytes, reads) => {
    expect(ioStat(ioContent, device, 'rbytes')).toBe(bytes);
    expect(ioStat(ioContent, device, 'rios')).toBe(reads);
  });

  const blkioContent =
    '7:0 Read 512\n7:0 Write 9\n7:0 Total 521\n254:0 Read 4096\n254:0 Write 7\n254:0 Total 4103\nTotal 4624';
  it.each([
    ['254:0', 4096],
    ['254:1', 0],
    [undefined, 4608],
  ])('of version 1 for device %j are %i bytes, reads alone', (device, bytes) => {
    expect(blkioReads(blkioContent, device)).toBe(bytes);
  });

  it('of devices are nothing where the file is not there', () => {
    expect(ioStat(undefined, '254:0', 'rbytes')).toBeUndefined();
    expect(blkioReads(undefined, undefined)).toBeUndefined();
  });

  it('add up over devices', () => {
    const devices = fc.uniqueArray(fc.tuple(fc.nat(300), fc.nat(300), fc.nat(1e9)), {
      selector: ([major, minor]) => `${major}:${minor}`,
    });
    fc.assert(
      fc.property(devices, (each) => {
        const ids = each.map(([major, minor]) => `${major}:${minor}`);
        const content = each
          .map(([, , bytes], index) => `${ids[index] ?? ''} rbytes=${bytes} wbytes=0 rios=0 wios=0`)
          .join('\n');
        const single = ids.map((id) => ioStat(content, id, 'rbytes') ?? NaN);
        expect(ioStat(content, undefined, 'rbytes')).toBe(single.reduce((a, b) => a + b, 0));
      }),
    );
  });
});
