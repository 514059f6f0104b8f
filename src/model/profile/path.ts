/** Steps from the root of a document to a value: keys of mappings, indices of lists. */
export type Path = readonly (string | number)[];

/** Keys that somebody made up may hold anything; a path stays one short word. */
const printable = (step: string): string => step.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 60);

/** `workload.prompt[2]`; indices count from 0. */
export const renderPath = (path: Path): string =>
  path
    .map((step, index) =>
      typeof step === 'number'
        ? `[${step}]`
        : index === 0
          ? printable(step)
          : `.${printable(step)}`,
    )
    .join('');

/** Whether `path` is `ancestor` or lies below it. */
export const isWithin = (path: Path, ancestor: Path): boolean =>
  ancestor.length <= path.length && ancestor.every((step, index) => step === path[index]);

/** A mapping of a parsed document; no list, no null. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of a parsed document. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value at a path, or undefined when the document holds none. */
export const valueAt = (root: unknown, path: Path): unknown => {
  let value = root;
  for (const step of path) {
    if (typeof step === 'number') value = isList(value) ? value[step] : undefined;
    else value = isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
};

/**
 * A copy of a document with another value at a path of keys. Missing mappings on the way are made;
 * undefined when something that is no mapping stands in the way.
 */
export const withValueAt = (
  root: unknown,
  path: readonly string[],
  value: unknown,
): { readonly root: unknown } | undefined => {
  const [key, ...rest] = path;
  if (key === undefined) return { root: value };
  if (root !== undefined && root !== null && !isMapping(root)) return undefined;
  const own = isMapping(root) && Object.hasOwn(root, key) ? root[key] : undefined;
  const below = withValueAt(own, rest, value);
  return below === undefined ? undefined : { root: { ...root, [key]: below.root } };
};

/** A dotted path as steps; `p99.9` is one of the few keys with a dot in it. */
export const splitPath = (dotted: string): readonly string[] => {
  const steps: string[] = [];
  for (const step of dotted.split('.')) {
    if (step === '9' && steps.at(-1) === 'p99') steps.splice(-1, 1, 'p99.9');
    else steps.push(step);
  }
  return steps;
};
