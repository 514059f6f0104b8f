/* global structuredClone */
/** A JSON document with some of its values replaced: each change has a path, and a value unless it removes one. */
export const applyChanges = (document, changes) => {
  const copy = structuredClone(document);
  for (const change of changes) {
    const parent = change.path.slice(0, -1).reduce((value, name) => value[name], copy);
    const name = change.path.at(-1);
    // An assignment to a name such as __proto__ would change what the parent is.
    if ('value' in change)
      Object.defineProperty(parent, name, {
        value: change.value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    else delete parent[name];
  }
  return copy;
};
