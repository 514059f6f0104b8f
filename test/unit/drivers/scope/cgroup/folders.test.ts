import { describe, expect, it } from 'vitest';
import { allFolders } from '../../../../../src/drivers/scope/cgroup/folders.ts';

describe('the folders of a scope', () => {
  it('are named once where hierarchies are mounted together', () => {
    expect(allFolders({ version: 1, memory: '/a', io: '/a', cpu: '/b', pressure: '/u' })).toEqual([
      '/a',
      '/b',
      '/u',
    ]);
    expect(allFolders({ version: 2, memory: '/g', io: '/g', cpu: '/g', pressure: '/g' })).toEqual([
      '/g',
    ]);
  });
});
