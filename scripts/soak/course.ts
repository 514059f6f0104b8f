import { numbers, renderTable } from '../../src/report/markdown-table.ts';
import { looksAtRuns, rateBetween, type Soak } from './judge.ts';

const parts = 10;
const mebibyte = 2 ** 20;

/** How the tool's process was over the sweep: a row for each tenth of the runs, with its last look. */
export const renderCourse = (soaked: Soak): string => {
  const { runs } = soaked;
  const looks = looksAtRuns(soaked);
  const bound = (part: number): number => Math.round((part * (runs.length - 1)) / parts);
  const rows = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [bound(part), bound(part + 1)];
    const last = looks.findLast(({ made }) => made >= from && made <= to);
    return [
      String(to + 1),
      rateBetween(runs, from, to).toFixed(1),
      ...(last === undefined
        ? Array.from({ length: 7 }, () => '')
        : [
            (last.heapBytes / mebibyte).toFixed(1),
            (last.rssBytes / mebibyte).toFixed(0),
            ...[last.files, last.threads, last.handles, last.journal, last.cgroups].map(String),
          ]),
    ];
  });
  const columns = [
    ...['runs', 'runs/s', 'live MiB', 'resident MiB'],
    ...['files', 'threads', 'handles', 'journal', 'cgroups'],
  ];
  return renderTable(columns.map(numbers), rows);
};
