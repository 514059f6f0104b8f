/** Keeps what was seen over time in few parts, however long that time is. */
export interface Timeline<Part> {
  /** Takes what is later than all before. */
  add(part: Part): void;
  /** In order of time. */
  parts(): readonly Part[];
}

/** A quarter of so many is enough for a median. */
const mostParts = 512;

const inPairs = <Part>(
  parts: readonly Part[],
  merge: (earlier: Part, later: Part) => Part,
): readonly Part[] =>
  parts.flatMap((part, at) => {
    const later = parts[at + 1];
    if (at % 2 === 1) return [];
    return [later === undefined ? part : merge(part, later)];
  });

/** Where there would be more parts than `most`, an even number, neighbours become one. */
export const createTimeline = <Part>(
  merge: (earlier: Part, later: Part) => Part,
  most = mostParts,
): Timeline<Part> => {
  let whole: readonly Part[] = [];
  let partial: Part | undefined;
  let inPartial = 0;
  let inWhole = 1;
  return {
    add: (part) => {
      partial = partial === undefined ? part : merge(partial, part);
      inPartial += 1;
      if (inPartial < inWhole) return;
      whole = [...whole, partial];
      [partial, inPartial] = [undefined, 0];
      if (whole.length < most) return;
      whole = inPairs(whole, merge);
      inWhole *= 2;
    },
    parts: () => (partial === undefined ? whole : [...whole, partial]),
  };
};
