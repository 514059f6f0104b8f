import { expect, it } from 'vitest';
import { caption, numberCaptions } from '../../../src/report/report-captions.ts';

it('numbers tables and figures apart, in the order in which they appear', () => {
  const text = [
    caption('Table', 'One.'),
    caption('Figure', 'Two.'),
    'A Table. and a **Table.** in the text',
    caption('Table', 'Three.'),
  ].join('\n');
  expect(numberCaptions(text).split('\n')).toEqual([
    '**Table 1.** One.',
    '**Figure 1.** Two.',
    'A Table. and a **Table.** in the text',
    '**Table 2.** Three.',
  ]);
});
