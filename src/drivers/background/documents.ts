/** Takes fio's standard output apart, line by line. */
export interface DocumentReader {
  take(line: string): void;
  /** The last lines outside the documents: notes, and the reasons of errors. */
  words(): string;
}

const wordsKept = 20;

/**
 * With a status interval fio prints one JSON document after the other, and between them lines of
 * text. A document begins and ends with a brace that is alone on its line; those inside are indented.
 */
export const createDocumentReader = (onDocument: (text: string) => void): DocumentReader => {
  let words: readonly string[] = [];
  let lines: string[] | undefined;
  return {
    take: (line) => {
      if (line === '{') {
        lines = [line];
      } else if (lines === undefined) {
        if (line.trim() !== '') words = [...words, line].slice(-wordsKept);
      } else {
        lines.push(line);
        if (line !== '}') return;
        onDocument(lines.join('\n'));
        lines = undefined;
      }
    },
    words: () => words.join('\n'),
  };
};
