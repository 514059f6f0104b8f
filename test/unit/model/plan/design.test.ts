import { describe, expect, it } from 'vitest';
import { parseDesign } from '../../../../src/model/plan/design.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';

describe('parseDesign', () => {
  it('reads a Latin hypercube and its number of cases', () => {
    expect(parseDesign('lhs:32')).toEqual({ ok: true, value: { kind: 'lhs', cases: 32 } });
  });

  it.each(['lhs', 'lhs:', 'lhs:1', 'lhs:10001', 'lhs:3.5', 'lhs:-4', 'LHS:8', 'factorial:8', ''])(
    'refuses %j',
    (text) => {
      const parsed = parseDesign(text);
      expect(parsed.ok ? '' : renderFailure(parsed.failure).message).toBe(
        `--design: expected 'lhs:N', N cases from 2 to 10000, such as 'lhs:32', got '${text}'`,
      );
    },
  );
});
