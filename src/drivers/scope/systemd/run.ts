import type { Controller, ScopeLimits, ScopeRequest } from '../../../model/scope.ts';
import { wholePages, wholeRate } from '../../../model/scope-limits.ts';
import { wantedControllers } from '../cgroup/wanted.ts';

/** Which manager of systemd is asked: `--system` needs root, `--user` is the caller's own. */
export type ManagerFlag = '--system' | '--user';

/** The unit that a scope is to systemd. */
export const unitOf = (request: Pick<ScopeRequest, 'name'>): string => `${request.name}.scope`;

/** Tells by its line that it is in the scope, and ends when its standard input does. */
const holder = ['/bin/sh', '-c', 'echo held; read -r _'] as const;

const limitProperties = ({ memoryMax, swapMax, io, cpus }: ScopeLimits): readonly string[] => [
  ...(memoryMax === undefined ? [] : [`MemoryMax=${memoryMax}`]),
  ...(swapMax === undefined ? [] : [`MemorySwapMax=${wholePages(swapMax)}`]),
  ...(io?.readBandwidth === undefined
    ? []
    : [`IOReadBandwidthMax=${io.device.path} ${wholeRate(io.readBandwidth)}`]),
  ...(io?.readIops === undefined
    ? []
    : [`IOReadIOPSMax=${io.device.path} ${wholeRate(io.readIops)}`]),
  ...(cpus === undefined ? [] : [`AllowedCPUs=${cpus}`]),
];

/** With cgroup v1, being delegated alone does not give a scope a group of `blkio`. */
const accounting: Readonly<Record<Controller, readonly string[]>> = {
  memory: ['MemoryAccounting=yes'],
  io: ['IOAccounting=yes'],
  // Processors are chosen, not counted.
  cpu: [],
};

/**
 * Arguments of systemd-run that start the process which keeps a scope, see
 * systemd.resource-control(5). A scope and its counters vanish with its last process, so one stays in
 * it beside the workload. `Delegate` lets other processes enter. After an OOM kill systemd would end
 * what is left of the scope, unless `OOMPolicy` says otherwise.
 */
export const systemdRunArgs = (
  manager: ManagerFlag,
  request: ScopeRequest,
  oomPolicy: boolean,
): readonly string[] => [
  manager,
  '--no-ask-password',
  '--quiet',
  '--scope',
  '--collect',
  `--unit=${unitOf(request)}`,
  ...[
    'Delegate=yes',
    ...(oomPolicy ? ['OOMPolicy=continue'] : []),
    ...wantedControllers(request).flatMap((each) => accounting[each]),
    ...limitProperties(request.limits),
  ].map((property) => `--property=${property}`),
  '--',
  ...holder,
];
