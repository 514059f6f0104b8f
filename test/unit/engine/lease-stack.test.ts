import { describe, expect, it } from 'vitest';
import { LeaseStack } from '../../../src/engine/lease-stack.ts';

const lease = (released: string[], name: string, problem?: string): AsyncDisposable => ({
  [Symbol.asyncDispose]: () => {
    released.push(name);
    return problem === undefined ? Promise.resolve() : Promise.reject(new Error(problem));
  },
});

describe('a stack of leases', () => {
  it('releases what it holds when the block is left, the last one first', async () => {
    const released: string[] = [];
    {
      await using stack = new LeaseStack(() => undefined);
      for (const name of ['scope', 'tier', 'load']) stack.hold(name, lease(released, name));
      expect(released).toEqual([]);
    }
    expect(released).toEqual(['load', 'tier', 'scope']);
  });

  it('releases also when the block is left by an error', async () => {
    const released: string[] = [];
    const act = async (): Promise<void> => {
      await using stack = new LeaseStack(() => undefined);
      stack.hold('tier', lease(released, 'tier'));
      throw new Error('in the block');
    };
    await expect(act()).rejects.toThrow('in the block');
    expect(released).toEqual(['tier']);
  });

  it('notes a lease that cannot be released and releases the others', async () => {
    const released: string[] = [];
    const problems: string[] = [];
    {
      await using stack = new LeaseStack((problem) => problems.push(problem));
      stack.hold('scope', lease(released, 'scope'));
      stack.hold('tier', lease(released, 'tier', 'device busy'));
      stack.hold('load', lease(released, 'load', 'no such process'));
    }
    expect(released).toEqual(['load', 'tier', 'scope']);
    expect(problems).toEqual([
      "load was not released: no such process; 'emulate cleanup' tries again",
      "tier was not released: device busy; 'emulate cleanup' tries again",
    ]);
  });

  it('releases each lease once, however often it is asked', async () => {
    const released: string[] = [];
    const stack = new LeaseStack(() => undefined);
    stack.hold('tier', lease(released, 'tier'));
    await stack[Symbol.asyncDispose]();
    await stack[Symbol.asyncDispose]();
    expect(released).toEqual(['tier']);
  });

  it('has nothing to release when nothing was acquired', async () => {
    const problems: string[] = [];
    await new LeaseStack((problem) => problems.push(problem))[Symbol.asyncDispose]();
    expect(problems).toEqual([]);
  });
});
