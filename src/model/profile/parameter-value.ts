import { findParameter } from './parameters.ts';
import { splitPath } from './path.ts';
import type { Constraints, Latency, Level, SizeOfModel } from './profile.ts';

/** One value somewhere in the constraints; a share of the model has no number of its own dimension. */
interface Field {
  readonly path: string;
  readonly value: number | string | SizeOfModel;
}

const isSizeOfModel = (value: object): value is SizeOfModel =>
  'kind' in value && (value.kind === 'bytes' || value.kind === 'model-share');
const isFixed = (value: object): value is Latency & { kind: 'fixed' } =>
  'kind' in value && value.kind === 'fixed';

const fieldsOf = (path: string, value: unknown): readonly Field[] => {
  if (typeof value === 'number' || typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (isFixed(value)) return [{ path, value: value.value }];
  if (isSizeOfModel(value)) return [{ path, value: value.kind === 'bytes' ? value.bytes : value }];
  return Object.entries(value).flatMap(([key, below]) =>
    key === 'kind' ? [] : fieldsOf(path === '' ? key : `${path}.${key}`, below),
  );
};

/** Every value that constraints hold, by dotted path, in the order of the profile format. */
export const listFields = (constraints: Constraints): readonly Field[] => fieldsOf('', constraints);

/**
 * The value of a parameter in its counting unit. Undefined when the constraints do not hold it, and
 * for a size given as a share of the model, which has no bytes before a model is known.
 */
export const readParameter = (constraints: Constraints, path: string): number | undefined => {
  const value = listFields(constraints).find((field) => field.path === path)?.value;
  return typeof value === 'number' ? value : undefined;
};

/** All parameters that constraints hold as numbers, by dotted path, in counting units. */
export const askedValues = (constraints: Constraints): Readonly<Record<string, number>> =>
  Object.fromEntries(
    listFields(constraints).flatMap(({ path, value }) =>
      typeof value === 'number' && findParameter(path) !== undefined ? [[path, value]] : [],
    ),
  );

const sizeOf = (level: Level): SizeOfModel =>
  level.ofModel === true
    ? { kind: 'model-share', share: level.value }
    : { kind: 'bytes', bytes: level.value };

/** Constraints in which one parameter has another value, and nothing else has changed. */
export const writeParameter = (
  constraints: Constraints,
  path: string,
  level: Level,
): Constraints => {
  const [constraint = '', field = '', part] = splitPath(path);
  const { tier } = constraints;
  const latency = tier?.readLatency;
  if (path === 'tier.readLatency')
    return {
      ...constraints,
      tier: { ...tier, readLatency: { kind: 'fixed', value: level.value } },
    };
  if (path === 'memory.max')
    return { ...constraints, memory: { ...constraints.memory, max: sizeOf(level) } };
  if (field === 'readLatency' && part !== undefined && latency?.kind === 'quantiles')
    return { ...constraints, tier: { ...tier, readLatency: { ...latency, [part]: level.value } } };
  if (field === 'stall' && part !== undefined && tier?.stall !== undefined)
    return { ...constraints, tier: { ...tier, stall: { ...tier.stall, [part]: level.value } } };
  const own = Object.entries(constraints).find(([name]) => name === constraint)?.[1] as unknown;
  if (part !== undefined || typeof own !== 'object' || findParameter(path) === undefined)
    throw new Error(`Internal error: '${path}' cannot be written into these constraints`);
  return { ...constraints, [constraint]: { ...own, [field]: level.value } };
};
