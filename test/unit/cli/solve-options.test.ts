import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../../src/cli/options.ts';
import { readKeeps, readLevels, SolveOptions } from '../../../src/cli/solve-options.ts';

describe('the options of solve', () => {
  it('have defaults for all but the folder', () => {
    expect(checkOptions(SolveOptions, { folder: 'results/x' })).toEqual({
      ok: true,
      value: {
        ...{ folder: 'results/x', keep: [], param: [], test: [], at: [] },
        ...{ check: false, json: false, verbose: 0, quiet: false },
      },
    });
  });
});

describe('a share to keep', () => {
  it('is a metric with a share', () => {
    expect(readKeeps(['tg=90%', 'pp = 75 %'])).toEqual({
      ok: true,
      value: [
        { metric: 'tg', keep: 0.9 },
        { metric: 'pp', keep: 0.75 },
      ],
    });
  });

  it.each(['tg', 'tg=', '=90%', 'tg=0.9', 'tg=0%', 'tg=101%', 'xx=90%', 'tg128=90%'])(
    'is not %s',
    (text) => {
      expect(readKeeps(['tg=90%', text])).toEqual({
        ok: false,
        failure: {
          reason: 'invalid-option',
          option: '--keep',
          expected: 'pp or tg with a share above 0 % and at most 100 %, such as tg=90%',
          got: text,
        },
      });
    },
  );
});

describe('a level to check', () => {
  const swept = ['tier.readBandwidth', 'tier.queueDepth', 'memory.max'];

  it('is a value of a swept parameter, in the words of a profile', () => {
    expect(
      readLevels(
        ['tier.readBandwidth=25GB/s', 'tier.queueDepth=64', 'memory.max=60 % of model'],
        swept,
      ),
    ).toEqual({
      ok: true,
      value: new Map([
        ['tier.readBandwidth', { text: '25GB/s', value: 25e9 }],
        ['tier.queueDepth', { text: '64', value: 64 }],
        ['memory.max', { text: '60 % of model', value: 0.6, ofModel: true }],
      ]),
    });
  });

  it.each([
    ['tier.readBandwidth', '--at', 'PARAM=VALUE with a parameter of tier.readBandwidth, '],
    ['tier.readLatency=5us', '--at', 'PARAM=VALUE with a parameter of tier.readBandwidth, '],
    ['no.such=5us', '--at', 'PARAM=VALUE with a parameter of tier.readBandwidth, '],
    ['tier.readBandwidth=25', '--at tier.readBandwidth', 'a bandwidth with its unit, such as'],
    ['tier.readBandwidth=0 B/s', '--at tier.readBandwidth', 'a bandwidth above 0 B/s'],
    ['tier.queueDepth=many', '--at tier.queueDepth', 'a whole number from 1 to 1000000'],
    ['tier.queueDepth=', '--at tier.queueDepth', 'a whole number from 1 to 1000000'],
  ])('is not %s', (text, option, expected) => {
    const read = readLevels([text], swept);
    expect(read).toMatchObject({ ok: false, failure: { reason: 'invalid-option', option } });
    expect(read).toHaveProperty('failure.expected', expect.stringContaining(expected));
    expect(read).not.toHaveProperty('failure.expected', expect.stringMatching(/^expected|\n/));
  });
});
