import { describe, expect, it } from 'vitest';
import { readHelp, readVersion } from '../../../../src/workloads/llama-bench/help.ts';
import { captured } from '../../../support/captured.ts';

const help = captured('help.txt');
const without = (...options: readonly string[]): string =>
  help
    .split('\n')
    .filter((line) => !options.some((option) => line.includes(option)))
    .join('\n');

describe('readHelp', () => {
  it('reads the options of a recent build', () => {
    expect(readHelp(help)).toEqual({
      kind: 'llama-bench',
      options: {
        loadMode: 'load-mode',
        loadModes: ['auto', 'none', 'mmap', 'mlock', 'mmap+mlock', 'dio'],
        depth: true,
      },
      tellsVersion: true,
    });
  });

  it('reads the options of an older build', () => {
    const older = `${without('--load-mode', '--n-depth', '--version')}\n  -mmp, --mmap <0|1>                        (default: 1)\n`;
    expect(readHelp(older)).toEqual({
      kind: 'llama-bench',
      options: { loadMode: 'mmap-flag', loadModes: ['none', 'mmap'], depth: false },
      tellsVersion: false,
    });
  });

  it('knows an older build that can read past the page cache', () => {
    const older = `${without('--load-mode')}\n  -mmp, --mmap <0|1>   (default: 0)\n  -dio, --direct-io <0|1>   (default: 0)\n`;
    expect(readHelp(older)).toMatchObject({
      options: { loadMode: 'mmap-flag', loadModes: ['none', 'mmap', 'dio'] },
    });
  });

  it('knows a build that offers no choice of loading', () => {
    expect(readHelp(without('--load-mode'))).toMatchObject({
      options: { loadMode: 'none', loadModes: ['mmap'] },
    });
  });

  it('does not take a longer option for a shorter one', () => {
    expect(readHelp(without('-m, --model'))).toEqual({ kind: 'other-program' });
  });

  it('knows a build from before jsonl', () => {
    expect(readHelp(help.replaceAll('|jsonl', ''))).toEqual({
      kind: 'too-old',
      lacks: "the output format 'jsonl'",
    });
  });

  it('knows another program', () => {
    expect(readHelp('usage: true [ignored arguments]')).toEqual({ kind: 'other-program' });
    expect(readHelp('')).toEqual({ kind: 'other-program' });
  });
});

describe('readVersion', () => {
  it('finds the version among other lines', () => {
    expect(readVersion(captured('version.txt'))).toBe('0.5.0-dev (build 1, commit 0ad4a86)');
  });

  it('says so when there is none', () => {
    expect(readVersion('error: invalid parameter')).toBe('unknown');
  });
});
