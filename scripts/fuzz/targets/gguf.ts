import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGgufReader } from '../../../src/system/gguf-reader.ts';
import * as bytes from '../../../test/support/gguf-bytes.ts';
import type { Chance } from '../chance.ts';
import { hostileTexts } from '../hostile-words.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { insistClean, insistFailure, insistNumbers } from '../properties.ts';
import type { LoadTarget } from '../target.ts';

const array = (type: number, items: readonly Uint8Array[]): Uint8Array =>
  bytes.join(bytes.uint32(type), bytes.uint64(items.length), ...items);

const makeKeys = (chance: Chance): readonly Uint8Array[] => [
  ...bytes.modelKeys,
  ...Array.from({ length: chance.below(4) }, () =>
    bytes.textKey(chance.pick(hostileTexts), chance.pick(hostileTexts)),
  ),
  bytes.textKey('general.name', chance.pick(hostileTexts)),
  bytes.numberKey('general.alignment', chance.pick([32, 64, 1, 0, 3, 2 ** 31])),
  bytes.key('split.count', bytes.valueType.uint64, bytes.uint64(chance.pick([0n, 1n, 2n ** 60n]))),
  bytes.key(
    'tokenizer.ggml.tokens',
    bytes.valueType.array,
    array(bytes.valueType.string, hostileTexts.slice(0, chance.below(20)).map(bytes.string)),
  ),
];

const makeModel = (chance: Chance): Uint8Array => {
  const tensors = Array.from({ length: chance.below(5) }, (_, at) =>
    bytes.tensor(
      chance.oneIn(3) ? chance.pick(hostileTexts) : `blk.${at}.attn_q.weight`,
      Array.from({ length: chance.below(5) }, () => chance.pick([32n, 64n, 1n, 0n, 2n ** 40n])),
      chance.pick([0, 1, 2, 8, 12, 14, 30, 39, 200]),
      chance.pick([0n, 32n, 4096n, 2n ** 60n]),
    ),
  );
  const counts = chance.oneIn(4)
    ? {
        tensorCount: chance.pick([0n, 2n ** 20n, 2n ** 60n]),
        keyCount: chance.pick([1n, 2n ** 60n]),
      }
    : {};
  const keys = chance.oneIn(3) ? bytes.modelKeys : makeKeys(chance);
  return bytes.model({ keys, tensors, ...counts }, chance.below(20_000));
};

export const loadGguf: LoadTarget = (folder) => {
  const path = join(folder, 'model.gguf');
  const reader = createGgufReader();
  return {
    name: 'gguf',
    make: (chance) => {
      const model = makeModel(chance);
      return { 'model.gguf': chance.oneIn(3) ? model : mutateBytes(chance, model) };
    },
    check: async (input) => {
      await writeFile(path, input['model.gguf'] ?? '');
      const facts = await reader.read(path);
      if (!facts.ok) {
        insistFailure(facts.failure);
        return 'refused';
      }
      insistNumbers(facts.value);
      insistClean(facts.value.name);
      insistClean(facts.value.architecture);
      return 'taken';
    },
  };
};
