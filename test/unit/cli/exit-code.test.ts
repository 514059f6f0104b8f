import { describe, expect, it } from 'vitest';
import { exitCodeOf, exitCodeOfSignal } from '../../../src/cli/exit-code.ts';
import type { Failure } from '../../../src/model/failure.ts';

const subject = { path: '/x', problem: 'p', hint: 'h' };
const failures: readonly (readonly [number, Failure])[] = [
  [1, { reason: 'process-failed', command: 'c', problem: 'p', stderr: '' }],
  [1, { reason: 'output-unreadable', source: 's', problem: 'p', excerpt: '' }],
  [1, { reason: 'evidence-missing', problem: 'p' }],
  [1, { reason: 'file-failed', path: '/x', operation: 'read', problem: 'p' }],
  [1, { reason: 'unknown-error', problem: 'p' }],
  [2, { reason: 'invalid-profile', problems: [] }],
  [2, { reason: 'invalid-table', problems: [] }],
  [2, { reason: 'unknown-name', kind: 'profile', got: 'x', known: [] }],
  [2, { reason: 'invalid-option', option: '--x', expected: 'e', got: 'g' }],
  [2, { reason: 'model-unusable', ...subject }],
  [4, { reason: 'missing-requirements', misses: [] }],
  [4, { reason: 'not-applied', place: '/x', asked: '1', applied: '2' }],
  [4, { reason: 'workload-unusable', ...subject }],
  [4, { reason: 'provision-failed', step: 's', problem: 'p', hint: 'h' }],
  [4, { reason: 'program-unusable', ...subject }],
  [5, { reason: 'busy', problem: 'p' }],
  [130, { reason: 'interrupted', signal: 'SIGINT' }],
  [126, { reason: 'program-not-started', problem: 'p', found: true }],
  [127, { reason: 'program-not-started', problem: 'p', found: false }],
  [143, { reason: 'interrupted', signal: 'SIGTERM' }],
];

describe('the exit code', () => {
  const named = failures.map(([code, failure]) => [code, failure.reason, failure] as const);
  it.each(named)('is %i for %s', (code, _, failure) => {
    expect(exitCodeOf(failure)).toBe(code);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGSEGV', 139],
  ])('for %s is 128 and its number', (signal, code) => {
    expect(exitCodeOfSignal(signal)).toBe(code);
  });
});
