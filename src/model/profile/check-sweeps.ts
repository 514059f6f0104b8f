import { constraints as constraintsSchema } from './constraints/constraints.ts';
import { describeIssues, findingAt, type Finding } from './describe-issue.ts';
import { expects } from './expectation.ts';
import { findParameter, type Parameter } from './parameters.ts';
import {
  isList,
  isMapping,
  renderPath,
  splitPath,
  valueAt,
  withValueAt,
  type Path,
} from './path.ts';
import { levelOf } from './quantity.ts';

const nominalHint = (path: string): string => {
  const steps = splitPath(path);
  const quantile = path.startsWith('tier.readLatency.') ? steps.at(-1) : undefined;
  return quantile === undefined
    ? `give '${path}' a value in 'constraints': it holds while another parameter is swept`
    : `give 'tier.readLatency' in 'constraints' as quantiles with ${quantile}, such as { p50: 5 us, ${quantile}: 20 us }`;
};

const moreLevels = 'put all levels of a parameter in one list';

/** A level can be good in itself and impossible beside the rest, such as a p99 below the p50. */
const checkLevel = (
  document: unknown,
  constraints: unknown,
  parameter: Parameter,
  path: Path,
): readonly Finding[] => {
  const level = valueAt(document, path);
  if (!levelOf(parameter).safeParse(level).success) return [];
  const changed = withValueAt(constraints, splitPath(parameter.path), level);
  if (changed === undefined) return [];
  const result = constraintsSchema.safeParse(changed.root);
  if (result.success) return [];
  return describeIssues(result.error.issues, changed.root).map(({ message, path: at }) => {
    const where = renderPath(at);
    const prefix = where === parameter.path ? '' : `at this level '${where}' is wrong: `;
    return { path, of: 'value', message: `${prefix}${message}` };
  });
};

const checkSweep = (document: unknown, path: Path, name: string): readonly Finding[] => {
  const parameter = findParameter(name);
  const constraints = valueAt(document, ['constraints']);
  if (parameter === undefined || !isMapping(constraints)) return [];
  if (valueAt(constraints, splitPath(name)) === undefined) {
    const expected = expects("a parameter that 'constraints' sets", nominalHint(name));
    return [findingAt(document, path, expected, 'key')];
  }
  const levels = valueAt(document, path);
  if (!isList(levels) || !constraintsSchema.safeParse(constraints).success) return [];
  return levels.flatMap((_, index) =>
    checkLevel(document, constraints, parameter, [...path, index]),
  );
};

/** What is wrong with the sweeps of a document beside its constraints. */
export const checkSweeps = (document: unknown): readonly Finding[] => {
  const sweeps = valueAt(document, ['sweeps']);
  if (!isList(sweeps)) return [];
  const seen = new Set<string>();
  return sweeps.flatMap((sweep, index) =>
    Object.keys(isMapping(sweep) ? sweep : {}).flatMap((name) => {
      const path = ['sweeps', index, name];
      const findings = seen.has(name)
        ? [findingAt(document, path, expects('each parameter once', moreLevels), 'key')]
        : checkSweep(document, path, name);
      seen.add(name);
      return findings;
    }),
  );
};
