import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { HostFacts } from '../../../src/model/host-facts.ts';
import { joinShards } from '../../../src/model/merge/join-shards.ts';
import { deriveFindings, type Findings } from '../../../src/report/findings.ts';
import { describeMissing, describeSeveral } from '../../../src/report/merged-text.ts';
import { renderHosts } from '../../../src/report/report-hosts.ts';
import { renderLimits } from '../../../src/report/report-limits.ts';
import { renderRounds } from '../../../src/report/report-rounds.ts';
import { renderEnvironment, renderRepetition } from '../../../src/report/report-setting.ts';
import { renderSamplesCsv } from '../../../src/report/samples-csv.ts';
import { asSources, shardSweep, valueOf } from '../../support/shards.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const sweep = makeSyntheticSweep();

const merge = (shards: readonly Dataset[]): Findings => {
  const allowed = { allowUnlike: true, allowGaps: true };
  const { manifest } = valueOf(joinShards(asSources(shards), allowed));
  return deriveFindings({ manifest, runs: shards.flatMap(({ runs }) => runs) });
};
const onHosts = (of: number, hostOf?: (index: number) => Partial<HostFacts>) =>
  merge(shardSweep(sweep, of, hostOf));

const [first, second, third] = shardSweep(sweep, 3);
if (first === undefined || second === undefined || third === undefined) throw new Error('none');
const whole = merge([first, second, third]);
const gapped = merge([{ ...first, runs: first.runs.slice(0, -2) }, third]);
const missing = `shard 2 of 3; 2 of the ${first.runs.length} runs of shard 1`;

describe('the report of a merged sweep with gaps', () => {
  it('says which parts are missing, and not that it was interrupted', () => {
    expect(describeMissing(gapped)).toBe(missing);
    expect(renderRounds(gapped)).toContain(`Merged with parts missing: ${missing}. `);
    expect(renderRounds(gapped)).toContain(
      'Rounds with every run of the shards that are here: 3 of 6.',
    );
    expect(renderHosts(gapped)).toContain(`; missing: ${missing}. Every`);
    expect(renderLimits(gapped)).toContain(`- Parts of the plan are missing: ${missing}.`);
    const text = [renderRounds(gapped), renderLimits(gapped)].join('\n');
    expect(text).not.toMatch(/interrupted/i);
  });

  it('says nothing of the kind where nothing is missing', () => {
    expect(describeMissing(whole)).toBe('');
    expect([renderRounds(whole), renderHosts(whole), renderLimits(whole)].join('\n')).not.toMatch(
      /missing|interrupted/i,
    );
  });
});

describe('how a merged sweep is repeated', () => {
  it('is one command a shard, with its host, and the merge', () => {
    expect(renderRepetition(whole)).toContain(
      [
        '```sh',
        '# shard 1 of 3, made on node-1 in 1',
        'emulate --profile hbf-50gbps --shard 1/3',
        '# shard 2 of 3, made on node-2 in 2',
        'emulate --profile hbf-50gbps --shard 2/3',
        '# shard 3 of 3, made on node-3 in 3',
        'emulate --profile hbf-50gbps --shard 3/3',
        'emulate merge 1 2 3 --out merged',
        '```',
      ].join('\n'),
    );
  });

  it('has the options that the merge was allowed by', () => {
    expect(renderRepetition(gapped)).toContain('emulate merge 1 3 --out merged --allow-gaps\n');
    const unlike = onHosts(2, (index) => ({ hostname: `node-${index}`, cpus: index }));
    expect(renderRepetition(unlike)).toContain('emulate merge 1 2 --out merged --allow-unlike\n');
  });

  it('holds no command that a name from elsewhere brought along', () => {
    const evil = onHosts(2, (index) => ({ hostname: `node-${index}\ntouch injected\n` }));
    const lines = renderRepetition(evil).split('\n');
    expect(lines.filter((line) => line.startsWith('touch'))).toEqual([]);
    expect(lines).toContain('# shard 1 of 2, made on node-1 touch injected  in 1');
  });

  it('is one command for a sweep of one machine', () => {
    expect(renderRepetition(deriveFindings(sweep))).not.toContain('emulate merge');
  });
});

describe('the hosts of a merged sweep', () => {
  const cpusOf = ({ cpus }: HostFacts): string => `${cpus} processors`;

  it('are named where one would be', () => {
    expect(describeSeveral(whole.manifest, cpusOf)).toBe(
      '3 alike hosts node-1, node-2, node-3 (each 2 processors)',
    );
    expect(renderRepetition(whole)).toContain('on 3 alike hosts node-1, node-2, node-3 (each');
    expect(renderEnvironment(whole)).toContain('| node-1; see _Hosts_ for node-2, node-3 |');
    expect(describeSeveral(sweep.manifest, cpusOf)).toBeUndefined();
  });

  it('are named with what each is where they are unlike, and not all of many', () => {
    const { manifest } = onHosts(6, (index) => ({ hostname: `node-${index}`, cpus: index }));
    expect(describeSeveral(manifest, cpusOf)).toBe(
      '6 unlike hosts node-1 (1 processors), node-2 (2 processors), node-3 (3 processors) and 3 more',
    );
  });

  it('have columns of their own after the pooled ones, by names without their domain', () => {
    const few = onHosts(2, (index) => ({ hostname: `node-${index}.example.com` }));
    expect(renderHosts(few)).toContain(
      '| level | pooled | lowest to highest host | between hosts | node-1 | node-2 |',
    );
    const same = onHosts(2, (index) => ({ hostname: `node.rack-${index}` }));
    expect(renderHosts(same)).toContain('| between hosts | node.rack-1 | node.rack-2 |');
  });

  it('are in a file of their own where there are many', () => {
    const many = renderHosts(onHosts(12));
    expect(many).toContain('| level | pooled | lowest to highest host | between hosts |\n');
    expect(many).toContain("Each host's own ratios are in `curves-by-host.csv`.");
  });
});

describe('samples.csv', () => {
  const columnOf = (findings: Findings): readonly string[] =>
    renderSamplesCsv(findings)
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',')[11] ?? '');

  it('has the shard of each row where the plan was divided, and no such column elsewhere', () => {
    const [head, ...shards] = columnOf(whole);
    expect(head).toBe('shard');
    expect(new Set(shards)).toEqual(new Set(['1', '2', '3']));
    expect(new Set(columnOf(deriveFindings(second)))).toEqual(new Set(['shard', '2']));
    expect(new Set(columnOf(deriveFindings(sweep)))).toEqual(new Set(['']));
  });
});
