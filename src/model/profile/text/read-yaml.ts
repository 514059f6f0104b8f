import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from 'yaml';
import type { Place, Problem } from '../../failure.ts';
import { failed, success, type Result } from '../../result.ts';
import type { Path } from '../path.ts';
import { onOneLine } from '../describe-value.ts';
import { guardText } from './guard-text.ts';
import { offsetOf } from './locate.ts';
import { describeYamlError } from './yaml-problem.ts';

/** A text read as YAML: its value, and where each part of it stands. */
export interface YamlText {
  /** Plain lists, mappings and scalars; aliases and merges are resolved. */
  readonly value: unknown;
  /** What is wrong with the text although its value is clear, such as a key that stands twice. */
  readonly problems: readonly Problem[];
  /** Where a value begins (or its key), or what comes nearest in the text. */
  placeOf(path: Path, of: 'key' | 'value'): Place;
}

interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** Mappings alone: a list in a list could hold itself. */
const canMerge = (document: Document, source: unknown): boolean => {
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const node = resolved(source);
  return isMap(node) || (isSeq(node) && node.items.every((item) => isMap(resolved(item))));
};

/** What the reader takes in, but a profile cannot mean: tags, aliases to nothing or to what holds them. */
const findFaults = (document: Document): readonly Fault[] => {
  const faults: Fault[] = [];
  visit(document, (_key, node, ancestors) => {
    if (isNode(node) && node.tag !== undefined && node.range) {
      faults.push({
        offset: node.range[0],
        message: `expected a plain value, got the YAML tag '${node.tag.replace('tag:yaml.org,2002:', '!!')}'`,
        hint: 'profiles use no tags',
      });
    }
    if (isAlias(node)) {
      const target = node.resolve(document);
      const offset = node.range?.[0] ?? 0;
      if (target === undefined)
        faults.push({
          offset,
          message: `expected an anchor '&${node.source}' before '*${node.source}', got none`,
        });
      else if (isCollection(target) && ancestors.includes(target))
        faults.push({
          offset,
          message: `expected a value that ends, got '*${node.source}' inside '&${node.source}'`,
        });
    }
    if (isMap(node)) {
      for (const pair of node.items) {
        const isMerge = isScalar(pair.key) && pair.key.value === '<<';
        if (isMerge && !canMerge(document, pair.value))
          faults.push({
            offset: (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? 0,
            message: "expected a mapping or an alias of one after '<<'",
          });
      }
    }
  });
  return faults;
};

const toValue = (document: Document): Result<unknown, string> => {
  try {
    return success(document.toJS());
  } catch (error) {
    // The reader refuses aliases that would multiply into more values than memory holds.
    const isAliasBomb = error instanceof ReferenceError;
    return failed(
      isAliasBomb
        ? 'expected aliases of small values, got aliases of aliases that multiply without end'
        : `not usable YAML: ${String(error)}`,
    );
  }
};

const isRepeatedKey = (error: { readonly code: string }): boolean => error.code === 'DUPLICATE_KEY';

/** Reads a text as YAML 1.2 with merge keys; every problem that makes its value unclear is a failure. */
export const readYaml = (text: string, file: string): Result<YamlText, readonly Problem[]> => {
  const unfit = guardText(text, file);
  if (unfit !== undefined) return failed([unfit]);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: true,
    stringKeys: true,
  });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problemOf = ({ offset, message, hint }: Fault): Problem => ({
    place: place(offset),
    path: '',
    // What it quotes of the text (anchors, tags, keys) is shown, not obeyed.
    message: onOneLine(message),
    ...(hint === undefined ? {} : { hint: onOneLine(hint) }),
  });
  const problems = document.errors.map((error) =>
    problemOf({ offset: error.pos[0], ...describeYamlError(error, text) }),
  );
  // After any other error the rest of the text is guesswork, and would be complained about line by line.
  if (!document.errors.every(isRepeatedKey)) return failed(firstOfEachLine(problems));
  const faults = findFaults(document).map(problemOf);
  if (faults.length > 0) return failed([...problems, ...faults]);
  const value = toValue(document);
  if (!value.ok) return failed([problemOf({ offset: 0, message: value.failure })]);
  return success({
    value: value.value,
    problems,
    placeOf: (path, of) => place(offsetOf(document, path, of)),
  });
};

/** One slip often breaks several rules of YAML on the same line. */
const firstOfEachLine = (problems: readonly Problem[]): readonly Problem[] => {
  const seen = new Set<number | undefined>();
  return problems.filter(({ place }) => {
    const isFirst = !seen.has(place?.line);
    seen.add(place?.line);
    return isFirst;
  });
};
