import { describe, expect, it } from 'vitest';
import type { Failure, FailureText } from '../../../src/model/failure.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';

const texts: readonly (readonly [Failure, FailureText])[] = [
  [
    {
      reason: 'invalid-profile',
      problems: [
        {
          place: { file: 'a.yaml', line: 12, column: 9 },
          path: 'constraints.tier.foo',
          message: "unknown key 'foo'",
          hint: "did you mean 'for'?",
        },
        { place: { file: 'a.yaml', line: 1, column: 1 }, path: '', message: 'expected a profile' },
        { path: '--set tier.buffer', message: 'expected a size' },
        { path: '', message: 'expected anything' },
      ],
    },
    {
      message:
        "a.yaml:12:9 constraints.tier.foo: unknown key 'foo'\n" +
        "  hint: did you mean 'for'?\n" +
        'a.yaml:1:1: expected a profile\n' +
        '--set tier.buffer: expected a size\n' +
        'expected anything\n' +
        '4 problems; nothing was run.',
    },
  ],
  [
    { reason: 'invalid-profile', problems: [{ path: 'name', message: 'expected a name' }] },
    { message: 'name: expected a name\n1 problem; nothing was run.' },
  ],
  [
    {
      reason: 'invalid-table',
      problems: [
        { place: { file: 'a.csv', line: 3, column: 7 }, path: 'pp', message: 'expected a number' },
      ],
    },
    { message: 'a.csv:3:7 pp: expected a number\n1 problem; nothing was compared.' },
  ],
  [
    {
      reason: 'unknown-name',
      kind: 'profile',
      got: 'hbf-50gps',
      known: ['hbf-50gbps', 'null'],
      nearest: 'hbf-50gbps',
    },
    {
      message: "expected the name of a profile or a file, got 'hbf-50gps'; known: hbf-50gbps, null",
      hint: "did you mean 'hbf-50gbps'?",
    },
  ],
  [
    { reason: 'unknown-name', kind: 'shape', got: 'x', known: [] },
    { message: "expected the name of a shape, got 'x'; known: none" },
  ],
  [
    { reason: 'invalid-option', option: '--rounds', expected: 'a number', got: 'abc' },
    { message: "--rounds: expected a number, got 'abc'" },
  ],
  [
    {
      reason: 'missing-requirements',
      misses: [
        { what: 'no C compiler', remedy: 'apt-get install gcc' },
        { what: 'no memory', remedy: 'take a smaller model' },
      ],
    },
    {
      message: 'this host lacks what was asked for:\n  no C compiler\n  no memory',
      hint: 'apt-get install gcc\ntake a smaller model',
    },
  ],
  [
    {
      reason: 'not-applied',
      place: '/sys/fs/cgroup/emulate-1/memory.max',
      asked: '64000000',
      applied: 'max',
    },
    {
      message:
        "the limit in '/sys/fs/cgroup/emulate-1/memory.max' is not in force: asked for '64000000', read back 'max'",
      hint: 'choose a value that the kernel can keep, and end whatever else manages this control group',
    },
  ],
  [
    { reason: 'model-unusable', path: 'm.gguf', problem: 'it is empty', hint: 'fetch it again' },
    { message: "the model 'm.gguf' cannot be used: it is empty", hint: 'fetch it again' },
  ],
  [
    { reason: 'workload-unusable', path: 'lb', problem: 'it is static', hint: 'take another' },
    { message: "llama-bench 'lb' cannot be used: it is static", hint: 'take another' },
  ],
  [
    { reason: 'program-unusable', path: '/p', problem: 'it is static', hint: 'link it again' },
    { message: "the program '/p' cannot be constrained: it is static", hint: 'link it again' },
  ],
  [
    { reason: 'program-not-started', problem: "'p' was not found on the PATH", found: false },
    { message: "the program was not started: 'p' was not found on the PATH" },
  ],
  [
    { reason: 'provision-failed', step: 'compile it', problem: 'no cc', hint: 'install gcc' },
    { message: 'could not compile it: no cc', hint: 'install gcc' },
  ],
  [
    { reason: 'process-failed', command: 'llama-bench', problem: 'it ended', stderr: 'a\nb\n' },
    { message: 'llama-bench failed: it ended\nIts last words were:\n  a\n  b' },
  ],
  [
    { reason: 'process-failed', command: 'llama-bench', problem: 'it ended', stderr: ' \n' },
    { message: 'llama-bench failed: it ended' },
  ],
  [
    { reason: 'output-unreadable', source: 'r.jsonl', problem: 'no JSON', excerpt: '{{' },
    { message: 'cannot understand r.jsonl: no JSON\nIt begins:\n  {{' },
  ],
  [
    { reason: 'output-unreadable', source: 'llama-bench', problem: 'it is silent', excerpt: '' },
    { message: 'cannot understand llama-bench: it is silent' },
  ],
  [
    { reason: 'evidence-missing', problem: 'no counters' },
    { message: 'no evidence that the constraint acted: no counters' },
  ],
  [
    { reason: 'processes-left', place: '/cg', pids: [7], waitedMs: 60_000 },
    {
      message:
        "process 7 in '/cg' is still there 60 s after being killed: the kernel ends a process only when the reads have ended that it waits for",
      hint: 'give reads a higher cap (io.readBandwidth, io.readIops), or measure again when nothing of it is left',
    },
  ],
  [
    { reason: 'processes-left', place: '/cg', pids: [7, 8], waitedMs: 500 },
    {
      message:
        "processes 7, 8 in '/cg' are still there 0.5 s after being killed: the kernel ends a process only when the reads have ended that it waits for",
      hint: 'give reads a higher cap (io.readBandwidth, io.readIops), or measure again when nothing of it is left',
    },
  ],
  [
    { reason: 'processes-left', pids: [7], waitedMs: 60_000 },
    {
      message:
        'process 7 is still there 60 s after being killed: the kernel ends a process only when the reads have ended that it waits for',
      hint: 'see dmesg for what is wrong with the disk or the network file system, and measure again when nothing of it is left',
    },
  ],
  [
    {
      reason: 'input-changed',
      what: 'the model',
      path: '/m.gguf',
      change: 'was cut off: expected 2 B, got 1 B',
      sha256: 'abc',
      consequence: 'llama-bench failed: it was killed by SIGBUS',
    },
    {
      message:
        "the model '/m.gguf' was cut off: expected 2 B, got 1 B\nllama-bench failed: it was killed by SIGBUS",
      hint: 'put it back as it was (SHA-256 abc) and continue the sweep with --resume; the run in which it changed is not recorded',
    },
  ],
  [
    { reason: 'file-failed', path: '/r', operation: 'create the folder', problem: 'disk full' },
    { message: "cannot create the folder '/r': disk full" },
  ],
  [
    { reason: 'busy', problem: 'Another measurement is running. Wait.' },
    { message: 'Another measurement is running. Wait.' },
  ],
  [
    { reason: 'interrupted', signal: 'SIGINT' },
    { message: 'interrupted by SIGINT; the runs that had ended are recorded' },
  ],
  [
    { reason: 'unknown-error', problem: 'boom' },
    {
      message: 'unexpected error, a mistake in this program: boom',
      hint: 'please report it with the command and this text',
    },
  ],
  [
    { reason: 'unknown-error', problem: 'boom', stack: 'Error: boom\n    at x' },
    {
      message: 'unexpected error, a mistake in this program: boom\n  Error: boom\n      at x',
      hint: 'please report it with the command and this text',
    },
  ],
];

describe('renderFailure', () => {
  it.each(texts)('says of %j what happened and what to do', (failure, expected) => {
    expect(renderFailure(failure)).toEqual(expected);
  });
});
