/** `0-2,5` as numbers: the kernel's list format, cpuset(7). A checked text or the kernel's own. */
export const parseCpuList = (text: string): readonly number[] =>
  text
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });

/** Numbers as the kernel lists them. */
export const renderCpuList = (cpus: readonly number[]): string => {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const starts = sorted.filter((cpu) => !sorted.includes(cpu - 1));
  const ends = sorted.filter((cpu) => !sorted.includes(cpu + 1));
  return starts
    .map((start, index) => (start === ends[index] ? `${start}` : `${start}-${ends[index] ?? ''}`))
    .join(',');
};

/** A list in the kernel's spelling: `1,0` is `0-1`. */
export const normalCpuList = (text: string): string => renderCpuList(parseCpuList(text));
