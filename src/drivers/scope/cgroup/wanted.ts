import type { Controller, ScopeRequest } from '../../../model/scope.ts';

/** Controllers that a request needs, for its counters or its limits, each once. */
export const wantedControllers = ({ controllers, limits }: ScopeRequest): readonly Controller[] => {
  const { memoryMax, swapMax, io, cpus } = limits;
  const ofLimits: readonly (Controller | false)[] = [
    (memoryMax !== undefined || swapMax !== undefined) && 'memory',
    io !== undefined && 'io',
    cpus !== undefined && 'cpu',
  ];
  const all = [...controllers, ...ofLimits];
  return (['memory', 'io', 'cpu'] as const).filter((controller) => all.includes(controller));
};
