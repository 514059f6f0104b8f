import { basename, relative, resolve } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import { findPart, type ReferencePart } from '../../model/projection/reference-parts.ts';
import type { Level } from '../../model/profile/profile.ts';
import { checkRequirement } from '../../model/requirement/check-nominal.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { deriveFindings, type Findings } from '../../report/findings.ts';
import { renderSolveJson, type Answer } from '../../report/solve-json.ts';
import { renderSolve } from '../../report/solve-text.ts';
import { readResults } from '../../store/read-results.ts';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { checkOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import {
  invalidOption,
  readKeeps,
  readLevels,
  SolveOptions,
  unknownChoice,
} from '../solve-options.ts';

/** What is asked of results, apart from where they are. */
interface Question {
  readonly part?: ReferencePart;
  readonly findings: Findings;
  readonly levels: ReadonlyMap<string, Level>;
}

/** Each name must be one of the known ones. */
const checkNames = (
  option: string,
  names: readonly string[],
  known: readonly string[],
): Failure | undefined => {
  const wrong = names.find((name) => !known.includes(name));
  return wrong === undefined
    ? undefined
    : unknownChoice(option, `one of ${known.join(', ')}`, wrong, known);
};

const checkAgainstResults = (
  { keep, param, test, at, check }: SolveOptions,
  { curves, requirements }: Findings,
  asked: readonly { readonly metric: string }[],
): Failure | undefined => {
  const all = curves.sweeps.flatMap((sweep) => sweep.curves);
  const metrics = [...new Set(all.map(({ metric }) => metric))];
  const untested = asked.find(({ metric }) => metrics.every((each) => each !== metric));
  if (all.length === 0)
    return invalidOption(
      'solve',
      'results of a sweep of one parameter',
      curves.design.length === 0
        ? 'results without one'
        : "results of a design, of which 'emulate report' tells the main effects",
    );
  if (at.length > 0 && !check) return invalidOption('--at', '--check beside it', at[0] ?? '');
  if (keep.length > 0 && untested !== undefined)
    return invalidOption(
      '--keep',
      `a metric that was measured (${metrics.join(', ')})`,
      untested.metric,
    );
  return (
    checkNames('--param', param, [...new Set(all.map(({ parameter }) => parameter))]) ??
    checkNames('--test', test, [...new Set(all.map((curve) => curve.test))]) ??
    (requirements.length === 0
      ? invalidOption(
          '--keep',
          'a share to keep, such as tg=90%, for the profile asks for none',
          'nothing',
        )
      : undefined)
  );
};

const readQuestion = async (options: SolveOptions, io: Io): Promise<Result<Question, Failure>> => {
  const keeps = readKeeps(options.keep);
  if (!keeps.ok) return keeps;
  const part = options.on === undefined ? undefined : findPart(options.on);
  if (part?.ok === false) return part;
  const results = await readResults(resolve(io.cwd, options.folder));
  if (!results.ok) return results;
  for (const warning of results.value.warnings) io.err(`emulate: warning: ${warning}\n`);
  const asked = keeps.value.length === 0 ? undefined : keeps.value;
  const findings = deriveFindings(results.value, asked);
  const wrong = checkAgainstResults(options, findings, keeps.value);
  if (wrong !== undefined) return failed(wrong);
  const swept = findings.curves.sweeps.map(({ parameter }) => parameter);
  const levels = readLevels(options.at, swept);
  if (!levels.ok) return levels;
  return success({
    findings,
    levels: levels.value,
    ...(part === undefined ? {} : { part: part.value }),
  });
};

const answer = (
  { param, test, check }: SolveOptions,
  { findings, levels }: Question,
): readonly Answer[] => {
  const { manifest, curves, requirements } = findings;
  const sweep = { plan: manifest.plan, curves, modelBytes: manifest.model.bytes };
  const isAsked = (names: readonly string[], name: string): boolean =>
    names.length === 0 || names.includes(name);
  return requirements
    .filter((each) => isAsked(param, each.parameter) && isAsked(test, each.test))
    .map((solved) => ({
      solved,
      ...(check ? { check: checkRequirement(solved, sweep, levels.get(solved.parameter)) } : {}),
    }));
};

/** The folder as a statement names it: from here, or in full where it lies elsewhere. */
const nameOf = (folder: string, cwd: string): string => {
  const path = resolve(cwd, folder);
  const below = relative(cwd, path);
  if (below === '') return basename(path);
  return below.startsWith('..') ? path : below;
};

/** Prints the requirement that recorded runs show, with its interval or the reason why there is none. */
export const solveCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(SolveOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const question = await readQuestion(options.value, io);
  if (!question.ok) return reportFailure(io, question.failure);
  const { findings, part } = question.value;
  const answers = answer(options.value, question.value);
  const render = options.value.json ? renderSolveJson : renderSolve;
  io.out(render(findings, answers, nameOf(options.value.folder, io.cwd), part));
  const isMet = answers.every(({ check }) => check?.met !== false);
  return isMet ? exitCodes.done : exitCodes.notMet;
};
