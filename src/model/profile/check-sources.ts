import { nearestName } from '../nearest-name.ts';
import { findingAt, type Finding } from './describe-issue.ts';
import { expects } from './expectation.ts';
import { isList, isMapping, valueAt } from './path.ts';

/** Dotted paths of everything in a mapping, itself left out. */
const pathsIn = (value: unknown, prefix: string): readonly string[] =>
  isMapping(value)
    ? Object.entries(value).flatMap(([key, below]) => {
        const path = prefix === '' ? key : `${prefix}.${key}`;
        return [path, ...pathsIn(below, path)];
      })
    : [];

const sweptPaths = (sweeps: unknown): readonly string[] =>
  isList(sweeps)
    ? sweeps
        .flatMap((sweep) => (isMapping(sweep) ? Object.keys(sweep) : []))
        .map((name) => `sweeps.${name}`)
    : [];

const notedPaths = (document: unknown): readonly string[] => [
  ...pathsIn(valueAt(document, ['constraints']), ''),
  ...pathsIn(valueAt(document, ['workload']), 'workload'),
  ...sweptPaths(valueAt(document, ['sweeps'])),
];

/**
 * Sources whose field is nothing in the document: a note on a number that is not there misleads.
 * What only the text as `written` has, before the command line replaced it, is no mistake of the text.
 */
export const checkSources = (document: unknown, written: unknown): readonly Finding[] => {
  const sources = valueAt(document, ['sources']);
  if (!isList(sources)) return [];
  const known = [
    ...notedPaths(document),
    ...notedPaths(written),
    'constraints',
    'sweeps',
    'workload',
    'requirements',
  ];
  return sources.flatMap((_, index) => {
    const path = ['sources', index, 'field'];
    const field = valueAt(document, path);
    if (typeof field !== 'string' || known.includes(field)) return [];
    const near = nearestName(field, known);
    const message = expects(
      "the path of a value of this profile, such as 'tier.readBandwidth', 'sweeps.tier.readLatency' or 'workload'",
      near === undefined ? undefined : `did you mean '${near}'?`,
    );
    return [findingAt(document, path, message)];
  });
};
