import { describe, expect, it } from 'vitest';
import { systemdRunArgs } from '../../../../../src/drivers/scope/systemd/run.ts';
import { request, vda } from '../../../../support/scope-rig.ts';

describe('the arguments of systemd-run', () => {
  it('make a scope that is delegated and limits nothing', () => {
    expect(systemdRunArgs('--user', request(), false)).toEqual([
      '--user',
      '--no-ask-password',
      '--quiet',
      '--scope',
      '--collect',
      '--unit=emulate-1.scope',
      '--property=Delegate=yes',
      '--',
      '/bin/sh',
      '-c',
      'echo held; read -r _',
    ]);
  });

  it('name only limits that are asked for, in whole bytes and operations', () => {
    const limits = {
      swapMax: 2 ** 20 + 5,
      io: { device: vda, readBandwidth: 12_345_678.9 },
    };
    const properties = systemdRunArgs('--system', request({ limits }), true).filter((arg) =>
      arg.startsWith('--property='),
    );
    expect(properties).toEqual([
      '--property=Delegate=yes',
      '--property=OOMPolicy=continue',
      '--property=MemoryAccounting=yes',
      '--property=IOAccounting=yes',
      '--property=MemorySwapMax=1048576',
      '--property=IOReadBandwidthMax=/dev/vda 12345679',
    ]);
  });
});
