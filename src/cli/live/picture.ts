import { padText, textWidth } from '../../report/text-width.ts';
import type { CurveSoFar } from './curves-so-far.ts';
import { fitLine, span, textOf, type Line, type Span } from './painted.ts';
import type { Signs } from './signs.ts';

const ratioText = (ratio: number): string => ratio.toFixed(2);

const lastWord = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** Each level with its ratio: `100 GB/s ▇ 0.95`. */
const allLevels = ({ levels }: CurveSoFar, signs: Signs): Line =>
  levels.flatMap(({ text, ratio }) => [
    span(`  ${text} `, 'faint'),
    span(ratio === undefined ? signs.unknown : signs.ratio(ratio), 'bar'),
    span(ratio === undefined ? '' : ` ${ratioText(ratio)}`),
  ]);

/** One sign for each level, then the ratios at both ends of what is known. */
const signsAlone = ({ levels }: CurveSoFar, signs: Signs): Line => {
  const known = levels.flatMap(({ ratio }) => (ratio === undefined ? [] : [ratio]));
  const [mildest] = known;
  const severest = known.at(-1);
  const ends = [mildest, severest].flatMap((ratio) =>
    ratio === undefined ? [] : [ratioText(ratio)],
  );
  return [
    span(' '),
    span(
      levels
        .map(({ ratio }) => (ratio === undefined ? signs.unknown : signs.ratio(ratio)))
        .join(''),
      'bar',
    ),
    span(known.length > 1 ? ` ${ends.join(' to ')}` : ` ${ends[0] ?? ''}`.trimEnd()),
  ];
};

/** A ratio of each level, with the names of the levels at both ends. */
const allRatios = ({ levels }: CurveSoFar, signs: Signs, withEnds: boolean): Line => {
  const end = (at: number): readonly Span[] =>
    withEnds ? [span(`  ${levels.at(at)?.text ?? ''}`, 'faint')] : [];
  return [
    ...end(0),
    ...levels.flatMap(({ ratio }) =>
      ratio === undefined
        ? [span(`  ${signs.unknown}`, 'faint')]
        : [span('  '), span(signs.ratio(ratio), 'bar'), span(` ${ratioText(ratio)}`)],
    ),
    ...end(-1),
  ];
};

/** A line for each curve so far, all in the same way: the one that says most of those for which there is room. */
export const renderPicture = (
  curves: readonly CurveSoFar[],
  signs: Signs,
  columns: number,
): readonly Line[] => {
  const named = (nameOf: (curve: CurveSoFar) => string) => {
    const width = Math.max(0, ...curves.map((curve) => textWidth(nameOf(curve))));
    return (curve: CurveSoFar) => span(padText(nameOf(curve), width));
  };
  const long = named(({ test, parameter }) => `${test} over ${parameter}`);
  const short = named(({ test, parameter }) => `${test} ${lastWord(parameter)}`);
  const layouts: readonly ((curve: CurveSoFar) => Line)[] = [
    (curve) => [long(curve), ...allLevels(curve, signs)],
    (curve) => [short(curve), ...allLevels(curve, signs)],
    (curve) => [long(curve), ...allRatios(curve, signs, true)],
    (curve) => [short(curve), ...allRatios(curve, signs, true)],
    (curve) => [long(curve), ...allRatios(curve, signs, false)],
    (curve) => [short(curve), ...allRatios(curve, signs, false)],
    (curve) => [short(curve), ...signsAlone(curve, signs)],
  ];
  const fits = (line: Line): boolean => textWidth(textOf(line)) <= columns;
  const layout = layouts.find((each) => curves.map(each).every(fits));
  return curves.map((curve) =>
    layout === undefined
      ? fitLine([[short(curve), ...signsAlone(curve, signs)]], columns)
      : layout(curve),
  );
};
