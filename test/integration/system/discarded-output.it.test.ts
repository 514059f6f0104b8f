import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { ProcessSpec } from '../../../src/ports/process-runner.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';

const runner = createProcessRunner({ graceMs: 100, drainMs: 100 });

const print = (script: string, rest: Partial<ProcessSpec> = {}) =>
  runner.run({
    command: process.execPath,
    args: ['-e', script],
    timeoutMs: 30_000,
    outputLimitBytes: 1000,
    discardStdout: true,
    ...rest,
  });

describe('a process whose output is not kept', () => {
  it('may print more than the limit, as long as each line is shorter', async () => {
    let lines = 0;
    const outcome = await print(`for (let i = 0; i < 10000; i++) console.log('x'.repeat(900))`, {
      onStdoutLine: (line) => {
        lines += line.length === 900 ? 1 : 0;
      },
    });
    expect(outcome).toMatchObject({ end: { how: 'exited', code: 0 }, stdout: '' });
    expect(lines).toBe(10_000);
  });

  it('is ended when it prints a line that is longer than the limit', async () => {
    const outcome = await print(`process.stdout.write('x'.repeat(1e6)); setInterval(() => 0, 1e6)`);
    expect(outcome.end).toEqual({ how: 'flooded', limitBytes: 1000 });
  });
});
