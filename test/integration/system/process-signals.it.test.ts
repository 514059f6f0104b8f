import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createProcessSignals } from '../../../src/system/process-signals.ts';

describe('killing a process', () => {
  const signals = createProcessSignals();

  it('ends one that refuses to be ended', async () => {
    const child = execa(
      process.execPath,
      ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"],
      { reject: false },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    signals.kill(child.pid ?? 0);
    expect((await child).signal).toBe('SIGKILL');
  });

  it('does nothing to one that has ended', async () => {
    const child = execa('true');
    await child;
    expect(() => {
      signals.kill(child.pid ?? 0);
    }).not.toThrow();
  });

  it.each([0, -1, 1, 1.5, NaN, process.pid])('refuses %d', (pid) => {
    expect(() => {
      signals.kill(pid);
    }).toThrow('refused to kill');
  });
});
