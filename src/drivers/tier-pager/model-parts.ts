/** How llama.cpp names the parts of a split model: `LLAMA_SPLIT_PREFIX` and five digits each in llama.h. */
const partName = /^(.*)-([0-9]{5})-of-([0-9]{5})\.gguf$/s;

const fiveDigits = (part: number): string => String(part).padStart(5, '0');

/** The files of a model by the path of one: every part of `name-00002-of-00003.gguf`, else the file alone. */
export const modelParts = (path: string): readonly string[] => {
  const [, stem, part, count] = partName.exec(path) ?? [];
  const parts = Number(count);
  const isOne = stem !== undefined && Number(part) >= 1 && Number(part) <= parts;
  if (!isOne) return [path];
  return Array.from(
    { length: parts },
    (_, index) => `${stem}-${fiveDigits(index + 1)}-of-${fiveDigits(parts)}.gguf`,
  );
};
