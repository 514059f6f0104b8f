/** A value of a JSON document that differs in another one, and what it is there; absent where it is not. */
export interface Change {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

const isParent = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What an object has itself, not what every object has. */
const own = (parent: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(parent, name) ? parent[name] : undefined;

const isAlike = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) === Array.isArray(other) &&
  (!Array.isArray(one) || !Array.isArray(other) || one.length === other.length);

/** What must be changed in one JSON document to make it another; a drawing in dark is its light one with few changes. */
export const changesBetween = (
  one: unknown,
  other: unknown,
  path: Change['path'] = [],
): readonly Change[] => {
  if (!isParent(one) || !isParent(other) || !isAlike(one, other))
    return Object.is(one, other)
      ? []
      : [{ path, ...(other === undefined ? {} : { value: other }) }];
  const isList = Array.isArray(one);
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) =>
    changesBetween(own(one, name), own(other, name), [...path, isList ? Number(name) : name]),
  );
};
