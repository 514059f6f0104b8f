import type { Dimension } from '../../../src/model/dimension.ts';
import { describeQuantity, parseQuantity, renderQuantity } from '../../../src/model/units.ts';
import type { Chance } from '../chance.ts';
import { hostileNumbers, hostileTexts } from '../hostile-words.ts';
import { mutateText } from '../mutate-text.ts';
import { insist, insistClean, insistNumbers } from '../properties.ts';
import { textOf } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

const dimensions: readonly Dimension[] = ['bytes', 'bytes-per-second', 'time', 'share', 'count'];
const units: readonly string[] = [
  ...['B', 'kB', 'KB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB', 'bit', 'Gbit', 'Gb', 'G'],
  ...['B/s', 'GB/s', 'GB /s', 'Gbit/s', 'MiB/s', 'GBps', 'gbps', 'ns', 'us', 'µs', 'μs', 'ms'],
  ...['s', 'min', 'h', 'm', '%', ' %', '', '% of model', 'percent', 'toString', '__proto__'],
];

const number = (chance: Chance): string => {
  if (chance.oneIn(3)) return chance.pick(hostileNumbers);
  const digits = String(chance.below(10 ** (1 + chance.below(9))));
  const fraction = chance.oneIn(2) ? '' : `.${chance.below(100_000)}`;
  return `${digits}${fraction}${chance.oneIn(8) ? `e${chance.below(40) - 20}` : ''}`;
};

const make = (chance: Chance): string => {
  const text = `${number(chance)}${' '.repeat(chance.below(3))}${chance.pick(units)}`;
  if (chance.oneIn(10)) return chance.pick(hostileTexts);
  return chance.oneIn(4) ? mutateText(chance, text) : text;
};

export const loadUnits: LoadTarget = () => ({
  name: 'units',
  make: (chance) => ({ quantity: make(chance) }),
  check: (input) => {
    const text = textOf(input['quantity']);
    let taken = false;
    for (const dimension of dimensions) {
      const value = parseQuantity(dimension, text);
      if (!value.ok) {
        insistClean(value.failure.expected);
        insistClean(value.failure.hint ?? '');
        continue;
      }
      taken = true;
      insistNumbers(value.value);
      insistClean(describeQuantity(dimension, value.value));
      // No range of a share goes beyond 10; a double has not the digits of what is far above.
      if (dimension === 'share' && value.value > 1000) continue;
      const written = renderQuantity(dimension, value.value);
      const again = parseQuantity(dimension, written);
      insist(again.ok && again.value === value.value, `${written} is not ${value.value}`);
    }
    return taken ? 'taken' : 'refused';
  },
});
