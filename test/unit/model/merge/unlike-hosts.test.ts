import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShardFacts } from '../../../../src/model/manifest.ts';
import { shardsIn } from '../../../../src/model/merge/source.ts';
import { findUnlikeness } from '../../../../src/model/merge/unlike-hosts.ts';
import { makeHostFacts } from '../../../support/factory.ts';
import { asSources, makeSmallSweep, shardSweep } from '../../../support/shards.ts';

const [facts] = asSources(shardSweep(makeSmallSweep(2), 2))
  .flatMap(shardsIn)
  .map((shard) => shard.facts);
if (facts === undefined) throw new Error('no shard');
const on = (
  host: Parameters<typeof makeHostFacts>[0],
  more: Partial<ShardFacts> = {},
): ShardFacts => ({
  ...facts,
  ...more,
  host: makeHostFacts(host),
});
const find = (host: Parameters<typeof makeHostFacts>[0], more: Partial<ShardFacts> = {}) =>
  findUnlikeness(on({}), on(host, more));

describe('two machines', () => {
  it('are alike whatever their names, starts and places of files', () => {
    const { workload, modelPath } = facts;
    const moved = {
      modelPath: '/elsewhere/demo.gguf',
      workload: {
        ...workload,
        argv: ['/elsewhere/llama-bench', ...workload.argv.slice(1)].map((word) =>
          word === modelPath ? '/elsewhere/demo.gguf' : word,
        ),
      },
    };
    expect(find({ hostname: 'other', bootId: 'other', nodeVersion: '22.0.0' }, moved)).toEqual([]);
  });

  it('are unlike in what decides about speed, each in words', () => {
    expect(find({ cpuModel: 'Other CPU', governor: 'powersave' })).toEqual([
      { what: 'processor', one: 'Example CPU 3000', other: 'Other CPU' },
      { what: 'frequency governor', one: 'unknown', other: 'powersave' },
    ]);
  });

  it('are unlike where llama-bench was called with other arguments', () => {
    const { workload } = facts;
    const more = { workload: { ...workload, argv: [...workload.argv, '-t', '9'] } };
    expect(find({}, more).map(({ what }) => what)).toEqual(['arguments of llama-bench']);
  });

  it('may differ by 1 % in memory, both ways alike', () => {
    const bytes = fc.integer({ min: 2 ** 30, max: 2 ** 44 });
    fc.assert(
      fc.property(bytes, fc.double({ min: 0.9, max: 1.1, noNaN: true }), (memoryBytes, factor) => {
        const [one, other] = [on({ memoryBytes }), on({ memoryBytes: memoryBytes * factor })];
        const isAlike = Math.abs(1 - factor) <= 0.01 * Math.max(1, factor);
        fc.pre(Math.abs(Math.abs(1 - factor) - 0.01 * Math.max(1, factor)) > 1e-9);
        expect(findUnlikeness(one, other).length === 0).toBe(isAlike);
        expect(findUnlikeness(other, one).length === 0).toBe(isAlike);
      }),
    );
  });
});
