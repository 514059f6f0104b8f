import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { logEvent } from '../../../src/cli/log-event.ts';
import type { Event } from '../../../src/model/event.ts';
import type { RunRecord } from '../../../src/model/run-record.ts';
import { makePlan, makeRunRecord, makeSample } from '../../support/factory.ts';

/** The lines that an event leaves in the log, without their time. */
const lines = (event: Event): readonly unknown[] => {
  const written: unknown[] = [];
  const write = (line: string): void => {
    written.push(JSON.parse(line));
  };
  const formatters = { level: (level: string) => ({ level }) };
  const options = { level: 'trace', base: null, timestamp: false, formatters } as const;
  logEvent(pino(options, { write }), event, (index) => `${index + 1}/6`);
  return written;
};

const run = { index: 2, round: 0, order: 2, caseId: 'nominal' };
const ended = (given: Partial<RunRecord>): Event => {
  const record = makeRunRecord({ index: 2, ...given });
  return { kind: 'run-ended', run, record, kept: record };
};
const fields = { case: 'nominal', round: 0, run: '3/6' };

describe('the log', () => {
  it('tells speeds and verdict of a run that ended', () => {
    const samples = [
      makeSample({ test: 'pp64', tokensPerSecond: 412.345 }),
      makeSample({ test: 'tg64', tokensPerSecond: 50 }),
    ];
    expect(lines(ended({ samples }))).toEqual([
      {
        level: 'info',
        ...fields,
        verdict: 'bound',
        tokensPerSecond: 'pp64 412.3, tg64 50.00',
        msg: 'run ended',
      },
    ]);
  });

  it('tells which attempt ended, where there is more than one', () => {
    expect(lines(ended({ attempt: 2 }))).toMatchObject([{ ...fields, attempt: 2 }]);
  });

  it.each(['partial', 'failed'] as const)(
    'warns of a run that is %s, with the reason',
    (status) => {
      const outcome = { status, problem: 'it was killed', stderr: 'long text' };
      expect(lines(ended({ outcome }))).toEqual([
        { level: 'warn', ...fields, problem: 'it was killed', msg: 'run failed' },
      ]);
    },
  );

  it("warns of each doubt about a run, before it tells the run's end", () => {
    expect(lines(ended({ warnings: ['used 1 thread', 'not released'] }))).toMatchObject([
      { level: 'warn', ...fields, detail: 'used 1 thread', msg: 'run warned' },
      { level: 'warn', detail: 'not released', msg: 'run warned' },
      { level: 'info', msg: 'run ended' },
    ]);
  });

  const plan = makePlan();
  const others: readonly (readonly [Event, unknown])[] = [
    [
      { kind: 'step-began', step: 'hash the model', detail: '/m.gguf' },
      { level: 'info', detail: '/m.gguf', msg: 'hash the model' },
    ],
    [
      { kind: 'step-ended', step: 'hash' },
      { level: 'debug', msg: 'hash: done' },
    ],
    [
      { kind: 'warning', message: 'passed over', detail: '/x' },
      { level: 'warn', detail: '/x', msg: 'passed over' },
    ],
    [
      { kind: 'sweep-began', plan, folder: '/r' },
      { level: 'info', runs: plan.runs.length, folder: '/r', msg: 'sweep begins' },
    ],
    [
      { kind: 'sweep-began', plan, folder: '/r', before: [makeRunRecord()] },
      {
        ...{ level: 'info', runs: plan.runs.length, folder: '/r', recorded: 1 },
        ...{ detail: '/r, 1 attempt recorded so far', msg: 'sweep goes on' },
      },
    ],
    [
      { kind: 'run-began', run, plan },
      { level: 'debug', case: 'nominal', round: 0, msg: 'run begins' },
    ],
    [
      { kind: 'run-began', run: { ...run, attempt: 1 }, plan },
      { level: 'debug', case: 'nominal', round: 0, attempt: 1, msg: 'run begins' },
    ],
    [
      { kind: 'run-disturbed', run, why: ['waited: 20 %', 'held: 9 %'], again: true },
      {
        ...{ level: 'warn', ...fields, again: true, msg: 'run disturbed' },
        detail: 'waited: 20 %; held: 9 %; to be made again at the end of its round',
      },
    ],
    [
      {
        ...{ kind: 'run-disturbed', why: ['waited: 20 %'], again: false },
        run: { ...run, attempt: 1 },
      },
      {
        ...{ level: 'warn', ...fields, attempt: 1, again: false, msg: 'run disturbed' },
        detail: 'waited: 20 %',
      },
    ],
    [
      { kind: 'run-disturbed', run: { ...run, round: -1 }, why: ['waited'], again: false },
      {
        ...{ level: 'info', ...fields, round: -1, again: false, msg: 'run disturbed' },
        detail: 'waited',
      },
    ],
    [
      { kind: 'rounds-decided', decision: { kind: 'none-bound', rounds: 6, more: false } },
      {
        level: 'info',
        rounds: 6,
        detail: 'another one would help at no point',
        msg: 'rounds made',
      },
    ],
    [
      { kind: 'sweep-ended', folder: '/r', failed: 2 },
      { level: 'info', failedRuns: 2, folder: '/r', msg: 'sweep ended' },
    ],
    [
      { kind: 'sweep-timed', seconds: 331, estimatedSeconds: 310 },
      { level: 'info', detail: 'estimated 5 min 10 s, took 5 min 31 s', msg: 'time of the sweep' },
    ],
  ];
  const named = others.map(([event, line]) => [event.kind, event, line] as const);
  it.each(named)('has a line for %s', (_, event, line) => {
    expect(lines(event)).toEqual([line]);
  });

  it('has none for a round of a fixed number', () => {
    const decision = { kind: 'fixed', rounds: 1, more: true } as const;
    expect(lines({ kind: 'rounds-decided', decision })).toEqual([]);
  });

  it('has none for what only moves the progress line', () => {
    expect(lines({ kind: 'progress', step: 's', done: 1, total: 2 })).toEqual([]);
    const live = { bytesFetched: 1, steps: 1, waits: 1, waitNs: 1, elapsedMs: 1 };
    expect(lines({ kind: 'run-live', run, ...live })).toEqual([]);
  });
});
