import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../src/model/host-change.ts';
import type { Remains } from '../../../src/ports/left-changes.ts';
import { lookForReadAhead } from '../../../src/system/left-read-ahead.ts';
import { createFakeControlFiles } from '../../support/fakes/control-files.ts';

const path = '/sys/dev/block/7:3/queue/read_ahead_kb';
const noted: ChangeOf<'read-ahead'> = { kind: 'read-ahead', path, former: '128', set: '2048' };

const look = async (
  now: string,
  device = '/sys/devices/virtual/block/loop3',
  change = noted,
): Promise<{ readonly remains: Remains; readonly text: () => Promise<string | undefined> }> => {
  const files = createFakeControlFiles();
  files.put(path, now);
  const remains = await lookForReadAhead({
    ...files,
    resolve: () => Promise.resolve(device),
  })(change);
  return {
    remains,
    text: async () => {
      const read = await files.read(path);
      return read.ok ? read.value : undefined;
    },
  };
};

describe('a read-ahead that was left', () => {
  it('is put back', async () => {
    const { remains, text } = await look('2048');
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    expect(await text()).toBe('128');
  });

  it('is gone when somebody set another one since', async () => {
    expect((await look('512')).remains).toEqual({ state: 'gone' });
  });

  it('is never one of a device that no volume has', async () => {
    const { remains } = await look('2048', '/sys/devices/pci0000:00/block/sda');
    expect(remains).toMatchObject({ state: 'untouched' });
  });

  it.each(['/sys/kernel/mm/x', `${path}/../../x`, '/etc/passwd'])('is never %s', async (other) => {
    const { remains } = await look('2048', undefined, { ...noted, path: other });
    expect(remains).toMatchObject({ state: 'untouched' });
  });
});
