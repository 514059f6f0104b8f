import { describe, expect, it } from 'vitest';
import { findShape, modelShapes } from '../../../../../src/workloads/llama-bench/model/shape.ts';

describe('model shapes', () => {
  it.each(modelShapes)('of $name fit together', (shape) => {
    expect(shape.embedding % shape.heads).toBe(0);
    expect(shape.heads % shape.keyValueHeads).toBe(0);
    // Blocks of the fallback types hold 32 elements.
    expect(shape.embedding % 32).toBe(0);
    expect(shape.feedForward % 32).toBe(0);
  });

  it.each(['tiny', 'demo', 'moe-small'])(
    'of the project, like %s, have rows of whole blocks',
    (name) => {
      const found = findShape(name);
      expect(found.ok && found.value.embedding % 256).toBe(0);
      expect(found.ok && found.value.feedForward % 256).toBe(0);
    },
  );

  it('of a mixture use some experts, and leave some out', () => {
    const mixtures = modelShapes.flatMap(({ experts }) => (experts === undefined ? [] : [experts]));
    expect(mixtures).not.toEqual([]);
    for (const { count, used } of mixtures) {
      expect(used).toBeGreaterThan(0);
      expect(used).toBeLessThan(count);
    }
  });

  it('are found by name', () => {
    expect(findShape('demo')).toMatchObject({ ok: true, value: { name: 'demo', layers: 9 } });
  });

  it('name the known ones, and the one probably meant, when a name is wrong', () => {
    expect(findShape('qwen-2.5-3b')).toEqual({
      ok: false,
      failure: {
        reason: 'unknown-name',
        kind: 'shape',
        got: 'qwen-2.5-3b',
        known: ['tiny', 'small', 'demo', 'moe-small', 'qwen2.5-0.5b', 'qwen2.5-3b'],
        nearest: 'qwen2.5-3b',
      },
    });
  });

  it('guess nothing when no name is near', () => {
    const found = findShape('gpt-2');
    expect(found.ok ? undefined : found.failure).not.toHaveProperty('nearest');
  });
});
