import type { axesOf, colorOf } from './curve-layers.ts';
import type { Layer } from './layer.ts';
import type { Roofline, RooflinePoint } from './roofline.ts';

/** Least pixels from the left edge of the plot at which the name fits left of the line. */
const roomForName = 0.12;

/** Where the name stands: by the middle of the line, or by its upper end where there is no room. */
const nameAt = (
  line: readonly RooflinePoint[],
  levels: readonly number[],
): RooflinePoint | undefined => {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const share = (level: number): number => Math.log(level / least) / Math.log(most / least);
  const middle = {
    level: Math.sqrt(first.level * last.level),
    value: Math.sqrt(first.value * last.value),
  };
  return [middle, last].find(({ level }) => share(level) >= roomForName);
};

/** Rooflines and their name; both axes are logarithmic. */
export const rooflineLayers = (
  rooflines: readonly Roofline[],
  { x, y }: ReturnType<typeof axesOf>,
  color: ReturnType<typeof colorOf>,
): readonly Layer[] => {
  const name = nameAt(rooflines[0]?.points ?? [], x.axis.values);
  return [
    ...(rooflines.length === 0
      ? []
      : [
          {
            data: {
              values: rooflines.flatMap(({ test, points }) =>
                points.map((point) => ({ test, ...point })),
              ),
            },
            mark: {
              type: 'line' as const,
              aria: false,
              style: 'roofline',
              strokeDash: [8, 3, 2, 3],
              strokeWidth: 1,
            },
            encoding: { x, y, ...color },
          },
        ]),
    ...(name === undefined
      ? []
      : [
          {
            data: { values: [name] },
            mark: {
              type: 'text' as const,
              aria: false,
              style: 'note',
              ...{ align: 'right' as const, baseline: 'bottom' as const, dx: -6, dy: -4 },
              fontSize: 10,
              text: rooflines.length === 1 ? 'roofline' : 'rooflines',
            },
            encoding: { x, y },
          },
        ]),
  ];
};
