import type { Failure } from '../failure.ts';
import { failed, success, type Result } from '../result.ts';

/** A design of experiments in place of one-factor sweeps: every swept parameter changes in each of its cases. */
export interface Design {
  /** A Latin hypercube over the levels of the sweeps. */
  readonly kind: 'lhs';
  /** Number of cases, from 2 to 10 000. */
  readonly cases: number;
}

/** Most cases of a design. */
const mostDesignCases = 10_000;

/** Reads a design as an option gives it, e.g. `lhs:32`. */
export const parseDesign = (text: string): Result<Design, Failure> => {
  const [, digits] = /^lhs:(\d{1,5})$/.exec(text) ?? [];
  const cases = Number(digits ?? 0);
  return cases >= 2 && cases <= mostDesignCases
    ? success({ kind: 'lhs', cases })
    : failed({
        reason: 'invalid-option',
        option: '--design',
        expected: `'lhs:N', N cases from 2 to ${mostDesignCases}, such as 'lhs:32'`,
        got: text,
      });
};

/** A design in words, e.g. `Latin hypercube of 32 cases`. */
export const describeDesign = ({ cases }: Design): string => `Latin hypercube of ${cases} cases`;
