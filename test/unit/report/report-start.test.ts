import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/model/run-record.ts';
import type { StartEvidence } from '../../../src/model/start-evidence.ts';
import { judgeStart } from '../../../src/model/verdict/start.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderProof } from '../../../src/report/report-proof.ts';
import { renderStart } from '../../../src/report/report-start.ts';
import {
  baselineCase,
  makeCase,
  makeManifest,
  makePlan,
  makeRunRecord,
  makeStartEvidence,
  nullCase,
} from '../../support/factory.ts';

const MiB = 2 ** 20;
const cases = [baselineCase, nullCase, makeCase()];

const begun = (id: string, round: number, start: Partial<StartEvidence>): RunRecord => {
  const evidence = [makeStartEvidence(start)];
  const verdict = judgeStart(evidence);
  return makeRunRecord({
    index: round * cases.length + cases.findIndex((each) => each.id === id),
    ...{ round, case: id, evidence },
    ...(verdict === undefined ? {} : { verdict, verdicts: { start: verdict } }),
  });
};

const findingsOf = (runs: readonly RunRecord[]) =>
  deriveFindings({ manifest: makeManifest({ plan: makePlan({ cases }) }), runs });

const tableOf = (...runs: readonly RunRecord[]): readonly string[] =>
  renderStart(findingsOf(runs)).slice(2).join('\n').split('\n').slice(2);

describe('what runs started from', () => {
  it('has a row for each kind of case, over the runs that count', () => {
    const rows = tableOf(
      begun('baseline', -1, { residentBytes: 0 }),
      begun('baseline', 0, { residentBytes: 100 * MiB }),
      begun('baseline', 1, { residentBytes: 99 * MiB }),
      begun('baseline', 2, { residentBytes: 99.5 * MiB }),
      begun('null', 0, { evictedFor: 'memory', residentBytes: 0 }),
      begun('nominal', 0, { residentBytes: undefined }),
    );
    expect(rows).toEqual([
      '| baseline | warm |  | 99.5 % | 99 % | 100 % | 3 | 0 |',
      '| null | warm | memory | 0 % | 0 % | 0 % | 1 | 0 |',
      '| nominal | warm |  | not known |  |  | 1 | 0 |',
    ]);
  });

  it('counts the runs that did not start as asked, and says why', () => {
    const rows = tableOf(
      begun('baseline', 0, { asked: 'cold', residentBytes: 0 }),
      begun('baseline', 1, { asked: 'cold', residentBytes: 30 * MiB }),
    );
    expect(rows[0]).toBe('| baseline | cold |  | 15 % | 0 % | 30 % | 2 | 1 |');
    expect(rows[1]).toContain('- baseline: violated. Asked for a cold start, but 30 MiB of');
  });

  it('says that memory cannot hold the model', () => {
    const rows = tableOf(
      begun('baseline', 0, { residentBytes: 40 * MiB, availableBytes: 60 * MiB }),
    );
    expect(rows).toEqual([
      '| baseline | warm |  | 40 % | 40 % | 40 % | 1 | 0 |',
      '- Memory cannot hold the model: it has 100 MiB, and 60 MiB were available. Each run started from what was left there of it.',
    ]);
  });

  it('is told of a profile without constraints too, and left out of records that do not tell', () => {
    expect(renderProof(findingsOf([begun('baseline', 0, {})]))).toContain('### Start of the runs');
    expect(renderStart(findingsOf([makeRunRecord()]))).toEqual([]);
  });
});
