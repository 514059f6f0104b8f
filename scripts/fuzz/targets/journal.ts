import { parseJournalEntry } from '../../../src/system/journal-entry.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateValue } from '../mutate-value.ts';
import { insistNumbers } from '../properties.ts';
import { textOf } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

const about = {
  schema: 'change/1',
  bootId: '0f0c1e2d-0000-4000-8000-000000000000',
  pid: 1234,
  pidNamespace: 'pid:[4026531836]',
  pidStart: '5678',
  utc: '2026-03-01T12:00:00.000Z',
};

const entries: readonly unknown[] = [
  { kind: 'cgroup', path: '/sys/fs/cgroup/emulate-1' },
  { kind: 'unit', name: 'emulate-1.scope', manager: 'user' },
  { kind: 'mount', path: '/run/emulate-1/mount' },
  { kind: 'loop-device', path: '/dev/loop7', file: '/run/emulate-1/volume' },
  { kind: 'zram-device', path: '/dev/zram3', bytes: 1048576 },
  { kind: 'volume-folder', path: '/run/emulate-1' },
  { kind: 'read-ahead', path: '/sys/block/loop7/queue/read_ahead_kb', former: '128', set: '4' },
].map((change) => ({ ...about, change }));

export const loadJournal: LoadTarget = () => ({
  name: 'journal',
  make: (chance) => {
    const entry = chance.pick(entries);
    const text = `${JSON.stringify(chance.oneIn(3) ? entry : mutateValue(chance, entry))}\n`;
    const changed = chance.oneIn(2) ? text : mutateText(chance, text);
    return { 'entry.json': chance.oneIn(4) ? mutateBytes(chance, Buffer.from(changed)) : changed };
  },
  check: (input) => {
    const entry = parseJournalEntry(textOf(input['entry.json']));
    insistNumbers(entry);
    return typeof entry === 'string' ? 'refused' : 'taken';
  },
});
