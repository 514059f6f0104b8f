import { describe, expect, it } from 'vitest';
import type { Undone, UndoReport } from '../../../src/model/undo-report.ts';
import { renderCleanup } from '../../../src/report/cleanup-text.ts';

const nothing: UndoReport = { changes: [], torn: [], strange: [], elsewhere: [] };
const mount: Undone['left'] = {
  path: '/state/journal/2.json',
  pid: 7,
  utc: '2026-01-02T03:04:06.000Z',
  restarted: false,
  change: { kind: 'mount', path: '/state/volumes/emulate-7/private-1/volume' },
};
const processes: Undone['left'] = {
  ...mount,
  path: '/state/journal/1.json',
  utc: '2026-01-02T03:04:05.000Z',
  change: { kind: 'processes', mark: '0123456789abcdef' },
};
const render = (rest: Partial<UndoReport>): string =>
  renderCleanup({ ...nothing, ...rest }, '/state/journal');

describe('what a cleanup says', () => {
  it('is one line where nothing is left', () => {
    expect(render({})).toBe('Nothing was left behind.');
    expect(render({ changes: [{ left: mount, how: 'gone' }] })).toBe('Nothing was left behind.');
  });

  it('is what was undone, by whom it was left, and where that was noted', () => {
    const changes: readonly Undone[] = [
      { left: processes, how: 'undone', detail: 'llama-bench (9)' },
      { left: mount, how: 'gone' },
    ];
    expect(render({ changes })).toBe(
      [
        'Undone:',
        '  processes that were started (0123456789abcdef): llama-bench (9)',
        '',
        'Noted as well, but no longer there: 1',
        '',
        'Left by:',
        '  process 7, at 2026-01-02T03:04:05.000Z',
        '',
        'Journal: /state/journal',
      ].join('\n'),
    );
  });

  it('is what stays, why, and which note says so', () => {
    const changes: readonly Undone[] = [{ left: mount, how: 'stays', problem: 'it is in use' }];
    expect(render({ changes })).toContain(
      [
        'Could not be undone, and stays:',
        "  the mount at '/state/volumes/emulate-7/private-1/volume'",
        '    why: it is in use',
        '    note: /state/journal/2.json',
      ].join('\n'),
    );
  });

  it('names every note that is not acted upon', () => {
    const text = render({ torn: ['/t.json'], strange: ['/s.json'], elsewhere: ['/e.json'] });
    for (const path of ['  /t.json', '  /s.json', '  /e.json']) expect(text).toContain(path);
  });
});
