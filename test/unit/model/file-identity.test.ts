import { describe, expect, it } from 'vitest';
import {
  describeFileChange,
  isSameFile,
  type FileIdentity,
} from '../../../src/model/file-identity.ts';

const file: FileIdentity = {
  device: '254:0',
  inode: '12',
  bytes: 1000,
  modified: '2026-01-02T03:04:05.000000006Z',
  changed: '2026-01-02T03:04:05.000000006Z',
};
const later = '2026-01-02T03:04:05.000000007Z';

describe('a file', () => {
  it('is the same as long as nothing has happened to it', () => {
    expect(isSameFile(file, { ...file })).toBe(true);
  });

  it.each([
    ['device', '254:1'],
    ['inode', '13'],
    ['bytes', 999],
    ['modified', later],
    ['changed', later],
  ] as const)('is another one when its %s is', (key, value) => {
    expect(isSameFile(file, { ...file, [key]: value })).toBe(false);
  });
});

describe('what happened to a file', () => {
  const was = 'expected 1000 B of 2026-01-02T03:04:05.000000006Z (inode 12, device 254:0)';

  it('is told with what was expected and what was got', () => {
    expect(describeFileChange(file, { ...file, inode: '13', modified: later })).toBe(
      `was replaced: ${was}; got 1000 B of 2026-01-02T03:04:05.000000007Z (inode 13, device 254:0)`,
    );
  });

  it.each([
    ['was cut off', { ...file, bytes: 10 }],
    ['was written to', { ...file, bytes: 1001 }],
    ['was written to', { ...file, modified: later }],
    ['was replaced', { ...file, device: '7:0', bytes: 10 }],
  ])('is that it %s', (what, got) => {
    expect(describeFileChange(file, got)).toMatch(new RegExp(`^${what}: expected 1000 B`));
  });

  it('may be that it is gone', () => {
    expect(describeFileChange(file, undefined)).toBe(`was removed: ${was}; got no file`);
  });
});
