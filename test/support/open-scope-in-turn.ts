/** Opens a scope as whoever runs it, runs a program in it, and prints what came of both. */
import { stdout } from 'node:process';
import { countersOf, makeCgroupV1Rig, runIn, scopeName } from './cgroup-v1-rig.ts';

const memoryMax = 32 * 2 ** 20;
const rig = await makeCgroupV1Rig();
const request = {
  name: scopeName(),
  limits: { memoryMax },
  controllers: ['memory', 'io', 'cpu'],
} as const;
const misses = await rig.maker.check(request);
const scope = await rig.open(request);
const { signal } = await runIn(scope, ['tail', '/dev/zero']);
const { oomKills, memoryPressureNs } = await countersOf(scope);
await scope[Symbol.asyncDispose]();
stdout.write(
  JSON.stringify({
    misses,
    place: scope.place,
    signal,
    oomKills,
    hasPressure: memoryPressureNs !== undefined,
    left: rig.journal.open(),
  }),
);
