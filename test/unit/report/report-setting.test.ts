import { describe, expect, it } from 'vitest';
import type { RunRecord, Verdict } from '../../../src/model/run-record.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderTroubles } from '../../../src/report/report-setting.ts';
import { makeManifest, makeRunRecord } from '../../support/factory.ts';

const killed = 'llama-bench failed: it was killed by SIGKILL after 1 of 2 tests';
const noEvidence: Verdict = { verdict: 'failed', why: 'The tier left no evidence.' };

const rowsOf = (...runs: readonly Partial<RunRecord>[]): readonly string[] =>
  renderTroubles(
    deriveFindings({
      manifest: makeManifest(),
      runs: runs.map((run, index) => makeRunRecord({ index, ...run })),
    }),
  )
    .split('\n')
    .filter((line) => /^\| \d/.test(line));

describe('the runs that failed', () => {
  it('are listed with the end of their process, of which missing evidence is a consequence', () => {
    const outcome = { status: 'partial', problem: killed, stderr: '' } as const;
    expect(rowsOf({}, { case: 'null', outcome, verdict: noEvidence })).toEqual([
      `| 0 | null | ${killed} |`,
    ]);
  });

  it('are listed when only some of their tests gave values', () => {
    const outcome = { status: 'partial', problem: killed, stderr: '' } as const;
    expect(rowsOf({}, { case: 'baseline', outcome })).toEqual([`| 0 | baseline | ${killed} |`]);
  });

  it('are not listed when another attempt gave all values', () => {
    const outcome = { status: 'partial', problem: killed, stderr: '' } as const;
    expect(rowsOf({ outcome, index: 0 }, { index: 0, attempt: 1 })).toEqual([]);
  });

  it('have the last of their last words', () => {
    const problem = `${killed}\nIts last words were:\n  loading\n  GGML_ASSERT(a) failed`;
    const outcome = { status: 'failed', problem, stderr: '' } as const;
    expect(rowsOf({ outcome, verdict: noEvidence, case: 'null' })).toEqual([
      `| 0 | null | ${killed} (... GGML_ASSERT(a) failed) |`,
    ]);
  });

  it('have the verdict where their process ended well', () => {
    expect(rowsOf({ verdict: noEvidence, case: 'null' })).toEqual([
      '| 0 | null | The tier left no evidence. |',
    ]);
  });
});
