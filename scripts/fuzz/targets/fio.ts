import { createDocumentReader } from '../../../src/drivers/background/documents.ts';
import { parseReport } from '../../../src/drivers/background/report.ts';
import type { Chance } from '../chance.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateValue } from '../mutate-value.ts';
import { insist, insistNumbers } from '../properties.ts';
import { readSamples, textOf } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

const documentsOf = (text: string): readonly string[] => {
  const documents: string[] = [];
  const reader = createDocumentReader((document) => documents.push(document));
  for (const line of text.split('\n')) reader.take(line);
  insist(reader.words().length <= text.length, 'there are more words than were said');
  return documents;
};

export const loadFio: LoadTarget = async () => {
  const samples = await readSamples('test/fixtures/fio/', '.stdout.txt');
  const values = samples.flatMap(documentsOf).map((text) => JSON.parse(text) as unknown);
  const make = (chance: Chance): Uint8Array | string => {
    switch (chance.below(4)) {
      case 0:
        return mutateBytes(chance, Buffer.from(chance.pick(samples)));
      case 1:
        return mutateText(chance, chance.pick(samples));
      default:
        return JSON.stringify(mutateValue(chance, chance.pick(values)), undefined, 2);
    }
  };
  return {
    name: 'fio',
    make: (chance) => ({ stdout: make(chance) }),
    check: (input) => {
      let taken = false;
      for (const document of documentsOf(textOf(input['stdout']))) {
        const report = parseReport(document);
        insistNumbers(report);
        taken ||= report !== undefined;
      }
      return taken ? 'taken' : 'refused';
    },
  };
};
