import fc from 'fast-check';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { paintLine, textOf } from '../../../../src/cli/live/painted.ts';
import { nothingYet, type LiveState } from '../../../../src/cli/live/state.ts';
import { renderView, type ViewPage } from '../../../../src/cli/live/view.ts';
import type { Event } from '../../../../src/model/event.ts';
import { textWidth } from '../../../../src/report/text-width.ts';
import { makePlan, makeProfile } from '../../../support/factory.ts';
import { eventsOfSweep, stateAfter } from '../../../support/live-state.ts';

const events = eventsOfSweep();
/** Just before a run of 12.5 GB/s in the fourth round ends. */
const middle = events.findIndex(
  (event) =>
    event.kind === 'run-ended' &&
    event.run.round === 3 &&
    event.run.caseId === 'tier.readBandwidth=12.5GB/s',
);
const going = stateAfter(events.slice(0, middle));
const nowMs = middle * 500;

const page = (columns: number, more: Partial<ViewPage> = {}): ViewPage => ({
  ...{ columns, rows: 24, unicode: true },
  ...more,
});
const render = (state: LiveState, each: ViewPage): readonly string[] =>
  renderView(state, each, nowMs).map(textOf);
/** Without what depends on the time zone. */
const show = (columns: number, more: Partial<ViewPage> = {}): string =>
  `${render(going, page(columns, more))
    .join('\n')
    .replaceAll(/\d\d:\d\d/g, 'hh:mm')}\n`;

describe('the live view', () => {
  it.each([120, 80, 40, 20])('on a terminal of %d columns is what it was', async (columns) => {
    await expect(show(columns)).toMatchFileSnapshot(`../../../golden/live/columns-${columns}.txt`);
  });

  it('of a sweep that is continued begins with what was measured before', () => {
    const [began] = events.filter(({ kind }) => kind === 'sweep-began');
    if (began?.kind !== 'sweep-began') throw new Error('Internal error: no beginning');
    const state = stateAfter([{ ...began, before: going.ended }]);
    expect(state.ended).toEqual(going.ended);
    expect(state.curves).toEqual(going.curves);
  });

  it('is made of ASCII where nothing else is shown', async () => {
    const text = show(80, { unicode: false });
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    await expect(text).toMatchFileSnapshot('../../../golden/live/ascii.txt');
  });

  it('says the same without colours', () => {
    const lines = renderView(going, page(80), nowMs);
    const [on, off] = [createColors(true), createColors(false)];
    const painted = lines.map((line) => paintLine(line, on)).join('\n');
    expect(painted).toContain('\u001b[1mhbf-50gbps');
    // eslint-disable-next-line no-control-regex -- that is what colours are
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(
      lines.map((line) => paintLine(line, off)).join('\n'),
    );
  });

  it('has as many lines as the terminal has room for beside the cursor', () => {
    for (let rows = 1; rows <= 24; rows += 1) {
      const lines = render(going, page(80, { rows }));
      expect(lines.length).toBeLessThanOrEqual(Math.max(0, rows - 1));
      if (rows >= 2) expect(lines.length).toBeGreaterThan(0);
    }
  });

  it('is nothing before anything happens, and after the last run', () => {
    expect(render(nothingYet, page(80))).toEqual([]);
    expect(render(stateAfter(events), page(80))).toEqual([]);
  });

  it('names the step that goes on before the sweep', () => {
    expect(render(stateAfter(events.slice(0, 1)), page(80))).toEqual(['hash the model ...']);
  });

  it('says what is known of a run of which nothing is counted', () => {
    const first = events.slice(0, 4);
    const [header, bar, current, counters, trouble] = render(stateAfter(first), page(80));
    expect(header).toBe('hbf-50gbps · warm-up · run 1/77');
    expect(bar).toMatch(/^░+ 0 %$/);
    expect(current).toMatch(/^baseline: nothing is limited · /);
    expect(counters).toBe('nothing counted yet');
    expect(trouble).toBe('no run disturbed');
  });

  it('tells that nothing counts where there is no tier', () => {
    const run = { index: 0, round: 0, order: 0, caseId: 'baseline' };
    const profile = makeProfile({ constraints: {} });
    const plan = makePlan({ profile, runs: [run, { ...run, index: 1 }] });
    const began: readonly Event[] = [
      { kind: 'sweep-began', plan, folder: '/r' },
      { kind: 'run-began', run, plan },
    ];
    expect(render(stateAfter(began), page(80))).toContain('no tier that counts while it goes on');
  });

  it('tells that disturbances are not watched', () => {
    const first = eventsOfSweep(false).slice(0, 4);
    expect(render(stateAfter(first), page(80))).toContain('disturbances are not watched');
  });

  it('shows what a terminal would obey in the words of a profile', () => {
    const caseId = 'evil';
    const level = { text: '1 GB/s\u001b[2J', value: 1e9 };
    const points = [
      { parameter: 'tier.readBandwidth', dimension: 'bytes-per-second', level },
    ] as const;
    const cases = [{ id: caseId, kind: 'level', constraints: {}, points }] as const;
    const run = { index: 0, round: 0, order: 0, caseId };
    const plan = makePlan({ profile: makeProfile(), cases, runs: [run, { ...run, index: 1 }] });
    const began: readonly Event[] = [
      { kind: 'sweep-began', plan, folder: '/r' },
      { kind: 'run-began', run, plan },
    ];
    const text = render(stateAfter(began), page(80)).join('\n');
    expect(text).toContain('1 GB/s␛[2J');
    expect(text).not.toContain('\u001b');
  });

  it('is never wider than the terminal, at any moment', () => {
    const moments = fc
      .nat({ max: events.length })
      .map((count) => stateAfter(events.slice(0, count)));
    const pages = fc.record({
      columns: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
      unicode: fc.boolean(),
    });
    fc.assert(
      fc.property(moments, pages, (state, each) => {
        const lines = render(state, each);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(each.columns);
        expect(lines.length).toBeLessThan(Math.max(2, each.rows));
      }),
      { numRuns: 60 },
    );
  });
});
