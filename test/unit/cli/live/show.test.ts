import { describe, expect, it } from 'vitest';
import { canDraw, hasColors } from '../../../../src/cli/live/show.ts';

describe('a terminal', () => {
  it('is drawn on unless it is dumb or a machine looks at it', () => {
    expect(canDraw({ TERM: 'xterm-256color' })).toBe(true);
    expect(canDraw({ CI: '' })).toBe(true);
    expect(canDraw({ TERM: 'dumb' })).toBe(false);
    expect(canDraw({ TERM: 'xterm', CI: 'true' })).toBe(false);
  });

  it('has colours unless NO_COLOR is set', () => {
    expect(hasColors({})).toBe(true);
    expect(hasColors({ NO_COLOR: '' })).toBe(true);
    expect(hasColors({ NO_COLOR: '1' })).toBe(false);
  });

  it('has the colours that FORCE_COLOR asks for in any case', () => {
    expect(hasColors({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(hasColors({ FORCE_COLOR: '0' })).toBe(false);
    expect(hasColors({ FORCE_COLOR: 'false' })).toBe(false);
  });
});
