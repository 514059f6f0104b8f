/**
 * Places for labels on a line of so many pixels, each as near to where it is wanted as the others
 * allow: `gap` apart, in the order of the wanted places. In the order of the arguments.
 */
export const spreadLabels = (
  wanted: readonly number[],
  gap: number,
  length: number,
): readonly number[] => {
  const order = wanted
    .map((_, at) => at)
    .sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  // Labels that touch make a group, which stands where its members are wanted on the average.
  const groups: { readonly members: number[]; start: number }[] = [];
  const startOf = (members: readonly number[]): number => {
    const mean =
      members.reduce((sum, at, place) => sum + (wanted[at] ?? 0) - place * gap, 0) / members.length;
    return Math.max(0, Math.min(mean, length - (members.length - 1) * gap));
  };
  for (const at of order) {
    let group = { members: [at], start: startOf([at]) };
    let before = groups.at(-1);
    while (before !== undefined && before.start + before.members.length * gap > group.start) {
      groups.pop();
      const members = [...before.members, ...group.members];
      group = { members, start: startOf(members) };
      before = groups.at(-1);
    }
    groups.push(group);
  }
  const places = new Map(
    groups.flatMap(({ members, start }) =>
      members.map((at, place) => [at, start + place * gap] as const),
    ),
  );
  return wanted.map((place, at) => places.get(at) ?? place);
};
