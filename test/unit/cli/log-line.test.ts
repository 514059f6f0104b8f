import { describe, expect, it } from 'vitest';
import { renderLogLine } from '../../../src/cli/log-line.ts';

const run = { run: '3/26', round: 0, case: 'tier.readBandwidth=25GB/s' };

describe('a log line for people', () => {
  it('says what a step works on', () => {
    expect(renderLogLine({ level: 30, msg: 'hash the model' })).toBe('hash the model');
    expect(renderLogLine({ level: 30, msg: 'sweep begins', folder: 'results/x' })).toBe(
      'sweep begins: results/x',
    );
  });

  it('says of a run its case, its verdict and its speeds', () => {
    const record = { ...run, level: 30, msg: 'run ended', verdict: 'bound' };
    expect(renderLogLine({ ...record, tokensPerSecond: 'pp64 501.2, tg32 48.10' })).toBe(
      'run 3/26  round 1  tier.readBandwidth=25GB/s  bound  pp64 501.2, tg32 48.10 tokens/s',
    );
  });

  it('counts warm-up rounds apart', () => {
    const record = { ...run, round: -1, level: 30, msg: 'run ended', verdict: 'bound' };
    expect(renderLogLine(record)).toBe('run 3/26  warm-up  tier.readBandwidth=25GB/s  bound');
  });

  it('says that a run was made again', () => {
    const record = { ...run, attempt: 1, level: 30, msg: 'run ended', verdict: 'bound' };
    expect(renderLogLine(record)).toBe('run 3/26 again  round 1  tier.readBandwidth=25GB/s  bound');
  });

  it('begins with the word when it warns', () => {
    expect(renderLogLine({ ...run, level: 40, msg: 'run failed', problem: 'it crashed' })).toBe(
      'warning: run failed: run 3/26  round 1  tier.readBandwidth=25GB/s  it crashed',
    );
  });
});
