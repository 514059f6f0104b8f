import { expect, it } from 'vitest';
import { modelParts } from '../../../../src/drivers/tier-pager/model-parts.ts';

it('the parts of a split model are found by the name of any of them', () => {
  const parts = [
    '/m/a-00001-of-00003.gguf',
    '/m/a-00002-of-00003.gguf',
    '/m/a-00003-of-00003.gguf',
  ];
  for (const part of parts) expect(modelParts(part)).toEqual(parts);
});

it('a model of one part is that part', () => {
  expect(modelParts('/m/a-00001-of-00001.gguf')).toEqual(['/m/a-00001-of-00001.gguf']);
});

it.each([
  '/m/a.gguf',
  '/m/a-00000-of-00003.gguf',
  '/m/a-00004-of-00003.gguf',
  '/m/a-1-of-3.gguf',
  '/m/a-00001-of-00003.gguf/model.bin',
])('%s is no part of another file', (path) => {
  expect(modelParts(path)).toEqual([path]);
});
