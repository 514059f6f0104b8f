import { describe, expect, it } from 'vitest';
import { checkScopes } from '../../../../src/drivers/scope/check.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import { makeCase, makeModelFacts } from '../../../support/factory.ts';
import { createFakeBlockDevices, fakeDisk } from '../../../support/fakes/block-devices.ts';
import { createFakeScopeMaker, type FakeScopeMakerOptions } from '../../../support/fakes/scope.ts';

const model = makeModelFacts({ bytes: 100 * 2 ** 20 });

const check = async (
  all: readonly Constraints[],
  {
    options = {},
    devices = createFakeBlockDevices(),
  }: {
    options?: FakeScopeMakerOptions;
    devices?: ReturnType<typeof createFakeBlockDevices>;
  } = {},
) => {
  const maker = createFakeScopeMaker(options);
  const cases = all.map((constraints) => makeCase({ constraints }));
  const misses = await checkScopes({ maker, devices }, cases, model);
  return { misses, checked: maker.checked };
};

const cap = (readBandwidth: number): Constraints => ({ io: { readBandwidth } });

describe('checkScopes', () => {
  it('asks the maker about each distinct request once', async () => {
    const { misses, checked } = await check([
      cap(1e6),
      cap(2e6),
      cap(1e6),
      { io: {} },
      { cpu: { affinity: '0' } },
    ]);
    expect(misses).toEqual([]);
    expect(checked.map(({ limits, controllers }) => [limits, controllers])).toEqual([
      [{ io: { device: fakeDisk, readBandwidth: 1e6 } }, ['io']],
      [{ io: { device: fakeDisk, readBandwidth: 2e6 } }, ['io']],
      [{ io: { device: fakeDisk } }, ['io']],
      [{ cpus: '0' }, ['cpu']],
    ]);
  });

  it('names each thing that the host lacks once', async () => {
    const miss = { what: "the controller 'io'", remedy: 'mount it' };
    const { misses } = await check([cap(1e6), cap(2e6)], { options: { misses: () => [miss] } });
    expect(misses).toEqual([miss]);
  });

  it('says why no cap can act on the model, once, and looks at the rest', async () => {
    const devices = createFakeBlockDevices();
    const miss = { what: 'a block device below the model', remedy: 'use constraints.volume' };
    devices.refuse('/models', { reason: 'missing-requirements', misses: [miss] });
    const { misses, checked } = await check([cap(1e6), { ...cap(2e6), memory: {} }], { devices });
    expect(misses).toEqual([miss]);
    expect(checked.map(({ controllers }) => controllers)).toEqual([['io'], ['memory', 'io']]);
  });

  it('puts any other failure into words', async () => {
    const devices = createFakeBlockDevices();
    devices.refuse('/models', { reason: 'busy', problem: 'no idea' });
    const { misses } = await check([cap(1e6)], { devices });
    expect(misses).toEqual([{ what: 'no idea', remedy: 'put the model on a local disk' }]);
  });

  it('looks for no device where the model will be on a volume of its own', async () => {
    const devices = createFakeBlockDevices();
    devices.refuse('/models', { reason: 'busy', problem: 'overlay' });
    const { misses, checked } = await check([{ ...cap(1e6), volume: {} }], { devices });
    expect(misses).toEqual([]);
    const device = { id: '7:0', path: '/dev/loop0' };
    const limits = { io: { device, readBandwidth: 1e6 } };
    expect(checked).toEqual([{ name: 'emulate-check', limits, controllers: ['io'] }]);
  });

  it('names the level that leaves too little memory', async () => {
    const { misses, checked } = await check([
      { memory: { max: { kind: 'model-share', share: 0.1 } } },
    ]);
    expect(misses).toEqual([
      {
        what: 'constraints.memory.max: expected at least 16 MiB, got 10 % of model, which is 10 MiB of 100 MiB',
        remedy: 'no llama-bench runs in less: use a larger share or a larger model',
      },
    ]);
    expect(checked).toEqual([]);
  });
});
