import { describe, expect, it } from 'vitest';
import {
  checkOptions,
  MeasureOptions,
  ModelMakeOptions,
  ProfilesOptions,
  ReportOptions,
  RunOptions,
  type RawOptions,
} from '../../../src/cli/options.ts';

describe('the options of a run', () => {
  it('have defaults for all but the profile', () => {
    expect(checkOptions(RunOptions, { profile: 'hbf-50gbps' })).toEqual({
      ok: true,
      value: {
        profile: 'hbf-50gbps',
        quick: false,
        set: [],
        sweep: [],
        gate: true,
        seed: 1,
        'drop-global': false,
        json: false,
        verbose: 0,
        quiet: false,
        '--': [],
        out: 'results',
        'dry-run': false,
        progress: true,
      },
    });
  });

  it('are numbers where numbers are asked for', () => {
    const raw = { profile: 'p', rounds: '1000', seed: '4294967295', threads: '4096' };
    expect(checkOptions(RunOptions, raw)).toMatchObject({
      ok: true,
      value: { rounds: 1000, seed: 4294967295, threads: 4096 },
    });
    const added = { profile: 'p', 'max-rounds': '20', 'half-width': '1.5 %', gate: false };
    expect(checkOptions(RunOptions, added)).toMatchObject({
      ok: true,
      value: { 'max-rounds': 20, 'half-width': 0.015, gate: false },
    });
  });

  const aShare = "a share with its unit, above 0 % and at most 100 %, such as '2%'";
  const wrong: readonly (readonly [RawOptions, string, string, string])[] = [
    [{ profile: '' }, '--profile', 'a name or a file', ''],
    [{ profile: ['a', 'b'] }, '--profile', 'a name or a file', '2 values'],
    [{ rounds: '0' }, '--rounds', 'a whole number from 1 to 1000', '0'],
    [{ rounds: '1001' }, '--rounds', 'a whole number from 1 to 1000', '1001'],
    [{ rounds: '1e2' }, '--rounds', 'a whole number from 1 to 1000', '1e2'],
    [{ rounds: ' 3' }, '--rounds', 'a whole number from 1 to 1000', ' 3'],
    [{ rounds: ['3', '4'] }, '--rounds', 'a whole number from 1 to 1000', '2 values'],
    [{ 'max-rounds': '5' }, '--max-rounds', 'a whole number from 6 to 1000', '5'],
    [{ 'half-width': '2' }, '--half-width', aShare, '2'],
    [{ 'half-width': '0%' }, '--half-width', aShare, '0%'],
    [{ 'half-width': '101%' }, '--half-width', aShare, '101%'],
    [{ 'half-width': ['1%', '2%'] }, '--half-width', aShare, '2 values'],
    [{ seed: '-1' }, '--seed', 'a whole number from 0 to 4294967295', '-1'],
    [{ seed: '4294967296' }, '--seed', 'a whole number from 0 to 4294967295', '4294967296'],
    [{ threads: 'all' }, '--threads', 'a whole number from 1 to 4096', 'all'],
    [{ model: '' }, '--model', 'one GGUF file', ''],
    [{ 'llama-bench': '' }, '--llama-bench', 'one program', ''],
    [{ out: '' }, '--out', 'one path', ''],
    [{ out: ['a', 'b', 'c'] }, '--out', 'one path', '3 values'],
  ];
  it.each(wrong)('%o are refused by name, with what was expected', (raw, option, expected, got) => {
    expect(checkOptions(RunOptions, { profile: 'p', ...raw })).toEqual({
      ok: false,
      failure: { reason: 'invalid-option', option, expected, got },
    });
  });

  it('without a profile say where profiles are named', () => {
    expect(checkOptions(RunOptions, {})).toMatchObject({
      failure: {
        option: '--profile',
        got: 'nothing',
        hint: expect.stringContaining('profiles') as string,
      },
    });
  });

  it('of a plan are the same, without those of what it writes', () => {
    const plan = checkOptions(MeasureOptions, { profile: 'p' });
    expect(plan.ok && Object.keys(plan.value)).not.toContain('out');
  });
});

describe('the options of other commands', () => {
  it('name the action that was expected', () => {
    expect(checkOptions(ProfilesOptions, { action: 'lst' })).toEqual({
      ok: false,
      failure: {
        reason: 'invalid-option',
        option: 'action',
        expected: "'list', 'show' or 'check'",
        got: 'lst',
        nearest: 'list',
      },
    });
  });

  it('name the shape and the file that was expected', () => {
    expect(checkOptions(ModelMakeOptions, { shape: 'demo', out: '' })).toMatchObject({
      failure: { option: '--out', expected: 'one path' },
    });
    expect(checkOptions(ModelMakeOptions, { shape: ['a', 'b'], out: 'x' })).toMatchObject({
      failure: { option: '--shape', expected: 'the name of one shape', got: '2 values' },
    });
  });

  it('want folders of results for a report', () => {
    expect(checkOptions(ReportOptions, { folders: [] })).toMatchObject({
      ok: false,
      failure: { option: 'folders' },
    });
  });
});
