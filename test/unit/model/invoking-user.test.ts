import { describe, expect, it } from 'vitest';
import { readInvokingUser } from '../../../src/model/invoking-user.ts';

const sudo = { SUDO_UID: '1000', SUDO_GID: '100' };

describe('the user who called sudo', () => {
  it('is whom sudo names to root', () => {
    expect(readInvokingUser(0, sudo)).toEqual({ uid: 1000, gid: 100 });
    expect(readInvokingUser(0, { SUDO_UID: '4294967294', SUDO_GID: '0' })).toEqual({
      uid: 4294967294,
      gid: 0,
    });
  });

  it('is nobody for another user than root, whose environment gives him no rights', () => {
    expect(readInvokingUser(1000, sudo)).toBeUndefined();
    expect(readInvokingUser(undefined, sudo)).toBeUndefined();
  });

  it('is nobody where root called sudo, or nobody did', () => {
    expect(readInvokingUser(0, { ...sudo, SUDO_UID: '0' })).toBeUndefined();
    expect(readInvokingUser(0, {})).toBeUndefined();
    expect(readInvokingUser(0, { SUDO_UID: '1000' })).toBeUndefined();
    expect(readInvokingUser(0, { SUDO_GID: '1000' })).toBeUndefined();
  });

  it.each([
    '',
    ' 1000',
    '-1',
    '1e3',
    '0x3e8',
    '1000.5',
    '4294967295',
    '99999999999',
    'alice',
    '1\n',
  ])('is nobody where an id is %j', (text) => {
    expect(readInvokingUser(0, { ...sudo, SUDO_UID: text })).toBeUndefined();
    expect(readInvokingUser(0, { ...sudo, SUDO_GID: text })).toBeUndefined();
  });
});
