import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCpuList, parseCpuList, renderCpuList } from '../../../src/model/cpu-list.ts';

describe('a list of processors', () => {
  it.each([
    ['', []],
    ['3', [3]],
    ['0-2,5', [0, 1, 2, 5]],
    ['5,0-1\n', [5, 0, 1]],
  ])('%j is read', (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });

  it.each([
    ['1,0', '0-1'],
    ['0,1,2,4', '0-2,4'],
    ['7,3-4', '3-4,7'],
  ])('%j has the spelling of the kernel %j', (text, normal) => {
    expect(normalCpuList(text)).toBe(normal);
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 300 })), (cpus) => {
        expect(parseCpuList(renderCpuList(cpus))).toEqual([...cpus].sort((a, b) => a - b));
      }),
    );
  });
});
