import { resolve } from 'node:path';
import { z } from 'zod';
import { compareGrids, compareSweeps, type Comparison } from '../../model/compare/compare.ts';
import type { Failure, Problem } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { renderComparisonJson } from '../../report/compare-json.ts';
import { renderComparisonMarkdown } from '../../report/compare-markdown.ts';
import type { SideNames } from '../../report/compare-names.ts';
import { renderComparison } from '../../report/compare-text.ts';
import { readMeasurements, type Measurements } from '../../store/read-measurements.ts';
import type { Io } from '../io.ts';
import { checkOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

const expectedLabels = "two different words separated by a comma, e.g. 'warm,cold'";

const labels = z
  .string(expectedLabels)
  .transform((text) => text.split(',').map((each) => each.trim()))
  .refine(
    (each): each is [string, string] =>
      each.length === 2 && each[0] !== each[1] && each.every((word) => /^[^\p{Cc}]+$/u.test(word)),
    expectedLabels,
  );

/** Options of `compare`. */
const CompareOptions = z
  .object({
    a: z.string(),
    b: z.string(),
    labels: labels.default(['A', 'B']),
    json: z.boolean().default(false),
    markdown: z.boolean().default(false),
  })
  .refine(({ json, markdown }) => !(json && markdown), {
    path: ['markdown'],
    message: 'no --json beside it',
  });

const kinds: Readonly<Record<Measurements['kind'], string>> = {
  sweep: 'a folder of results',
  grid: 'a CSV file',
};

const read = async (
  letter: string,
  path: string,
  cwd: string,
): Promise<Result<Measurements, Failure>> => {
  const found = await readMeasurements(resolve(cwd, path), path);
  if (!found.ok) return found;
  if (found.value !== undefined) return success(found.value);
  return failed({
    reason: 'invalid-option',
    option: letter,
    expected: 'a folder of results or a CSV file',
    got: path,
  });
};

/** What is wrong with both files at once, so that nobody has to come back for the second. */
const joinFailures = (a: Failure, b: Failure): Failure => {
  const problemsOf = (failure: Failure): readonly Problem[] | undefined =>
    failure.reason === 'invalid-table' ? failure.problems : undefined;
  const [inA, inB] = [problemsOf(a), problemsOf(b)];
  return inA === undefined || inB === undefined
    ? a
    : { reason: 'invalid-table', problems: [...inA, ...inB] };
};

const compare = (a: Measurements, b: Measurements, path: string): Result<Comparison, Failure> => {
  if (a.kind === 'sweep' && b.kind === 'sweep') return success(compareSweeps(a.sweep, b.sweep));
  if (a.kind === 'grid' && b.kind === 'grid') return success(compareGrids(a.grid, b.grid));
  return failed({
    reason: 'invalid-option',
    option: 'B',
    expected: `${kinds[a.kind]}, because A is one, and a test under a case is no point of a grid`,
    got: path,
  });
};

const warningsOf = (each: Measurements): readonly string[] =>
  each.kind === 'sweep' ? each.sweep.warnings : each.grid.warnings;

/** Compares two folders of results, or two CSV files, the second with the first; runs nothing. */
export const compareCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(CompareOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { a: pathA, b: pathB, json, markdown } = options.value;
  const [a, b] = [await read('A', pathA, io.cwd), await read('B', pathB, io.cwd)];
  if (!a.ok) return reportFailure(io, b.ok ? a.failure : joinFailures(a.failure, b.failure));
  if (!b.ok) return reportFailure(io, b.failure);
  for (const warning of [...warningsOf(a.value), ...warningsOf(b.value)])
    io.err(`emulate: warning: ${warning}\n`);
  const comparison = compare(a.value, b.value, pathB);
  if (!comparison.ok) return reportFailure(io, comparison.failure);
  const [labelA, labelB] = options.value.labels;
  const names: SideNames = {
    a: { label: labelA, path: pathA },
    b: { label: labelB, path: pathB },
  };
  const render = json
    ? renderComparisonJson
    : markdown
      ? renderComparisonMarkdown
      : renderComparison;
  io.out(render(comparison.value, names));
  return 0;
};
