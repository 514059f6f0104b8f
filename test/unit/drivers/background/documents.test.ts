import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../../src/drivers/background/documents.ts';
import { fioOutput } from '../../../support/captured.ts';

const readAll = (text: string) => {
  const documents: string[] = [];
  const reader = createDocumentReader((document) => documents.push(document));
  for (const line of text.split('\n')) reader.take(line);
  return { documents, words: reader.words() };
};

describe('createDocumentReader', () => {
  it('takes the output of a real fio apart', () => {
    const { documents, words } = readAll(fioOutput('randread-20MBps.stdout.txt'));
    expect(documents).toHaveLength(3);
    for (const document of documents) expect(() => JSON.parse(document) as unknown).not.toThrow();
    expect(words).toBe('fio: terminating on signal 15');
  });

  it('keeps what a real fio said of an error before its document', () => {
    const { documents, words } = readAll(fioOutput('odd-block-size.stdout.txt'));
    expect(documents).toHaveLength(1);
    expect(words).toContain('error=Invalid argument');
  });

  it('gives no document that was not ended', () => {
    const { documents } = readAll('{\n  "a" : {\n  }\n');
    expect(documents).toEqual([]);
  });

  it('keeps the last 20 lines of text', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `note ${at}`);
    expect(readAll(lines.join('\n')).words).toBe(lines.slice(10).join('\n'));
  });

  it('finds every document in whatever text is around it', () => {
    const texts = fc.array(fc.stringMatching(/^[a-z:= ]{0,20}$/), { maxLength: 3 });
    const documents = fc.array(
      fc.tuple(texts, fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })),
    );
    fc.assert(
      fc.property(documents, (parts) => {
        const text = parts
          .flatMap(([words, value]) => [...words, JSON.stringify(value, undefined, 2)])
          .join('\n');
        const found = readAll(text).documents.map((each) => JSON.parse(each) as unknown);
        expect(found).toEqual(
          parts.map(([, value]) => JSON.parse(JSON.stringify(value)) as unknown),
        );
      }),
    );
  });
});
