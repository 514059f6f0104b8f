import { describe, expect, it } from 'vitest';
import {
  acquireLeases,
  appliedBy,
  commandWithin,
  environmentOf,
} from '../../../src/engine/acquire-leases.ts';
import { LeaseStack } from '../../../src/engine/lease-stack.ts';
import { makeCase } from '../../support/factory.ts';
import { createFakeDriver } from '../../support/fakes/constraint.ts';
import { createFakeScope } from '../../support/fakes/scope.ts';

const model = { path: '/models/m.gguf', bytes: 100 };
const copy = { path: '/volume/m.gguf', bytes: 100 };
const request = {
  case: makeCase(),
  nominal: makeCase().constraints,
  model,
  seed: 7,
  name: 'test-3',
};

const silent = () => new LeaseStack(() => undefined);

describe('acquiring the constraints of a run', () => {
  it('hands what an earlier one made to the later ones and to the workload', async () => {
    const scope = createFakeScope();
    const volume = createFakeDriver('volume', { model: copy });
    const limits = createFakeDriver('scope', { scope });
    const last = createFakeDriver('page cache');
    await using stack = silent();
    const acquired = await acquireLeases([volume, limits, last], request, stack);
    if (!acquired.ok) throw new Error('expected leases');
    expect(acquired.value).toMatchObject({ model: copy, scope });
    expect(volume.requests).toEqual([request]);
    expect(limits.requests).toEqual([{ ...request, model: copy }]);
    expect(last.requests).toEqual([{ ...request, model: copy, scope }]);
    await scope[Symbol.asyncDispose]();
  });

  it('leaves out what does not concern the case', async () => {
    const idle = createFakeDriver('volume', { concerns: () => false });
    await using stack = silent();
    const acquired = await acquireLeases([idle], request, stack);
    expect(acquired).toMatchObject({ ok: true, value: { leases: [], model } });
    expect(idle.requests).toEqual([]);
  });

  it('stops at the first that fails, and what was acquired is released in reverse', async () => {
    const ledger: string[] = [];
    const failure = { reason: 'busy', problem: 'no room' } as const;
    const drivers = [
      createFakeDriver('one', {}, ledger),
      createFakeDriver('two', {}, ledger),
      createFakeDriver('three', { acquireFailure: failure }, ledger),
      createFakeDriver('four', {}, ledger),
    ];
    {
      await using stack = silent();
      expect(await acquireLeases(drivers, request, stack)).toEqual({ ok: false, failure });
    }
    expect(ledger).toEqual(['acquire one', 'acquire two', 'release two', 'release one']);
  });

  it('joins what all of them add to the environment and read back', async () => {
    const drivers = [
      createFakeDriver('one', { env: { A: '1' }, applied: { 'memory.max': 64 } }),
      createFakeDriver('two', { env: { B: '2' }, applied: { 'io.readIops': 5 } }),
    ];
    await using stack = silent();
    const acquired = await acquireLeases(drivers, request, stack);
    if (!acquired.ok) throw new Error('expected leases');
    expect(environmentOf(acquired.value.leases)).toEqual({ A: '1', B: '2' });
    expect(appliedBy(acquired.value.leases)).toEqual({ 'memory.max': 64, 'io.readIops': 5 });
  });
});

describe('the command within the constraints', () => {
  const command = ['llama-bench', '-m', model.path, '--file=/models/m.gguf', '/models/m.gguf.bak'];

  it('is the command itself where nothing is entered or replaced', () => {
    expect(commandWithin({ leases: [], model, scope: undefined }, command, model)).toEqual(command);
  });

  it('enters the scope first', async () => {
    const scope = createFakeScope();
    const within = commandWithin({ leases: [], model, scope }, command, model);
    expect(within).toEqual([...scope.entry, ...command]);
    await scope[Symbol.asyncDispose]();
  });

  it('names the copy where it named the model, and nothing else', () => {
    expect(commandWithin({ leases: [], model: copy, scope: undefined }, command, model)).toEqual([
      'llama-bench',
      '-m',
      copy.path,
      '--file=/volume/m.gguf',
      '/models/m.gguf.bak',
    ]);
  });
});
