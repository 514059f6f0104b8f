import { renderCsv } from './csv.ts';
import { curveColumns, curveRows } from './curves-csv.ts';
import type { Findings } from './findings.ts';

/** `curves-by-host.csv`: the rows of `curves.csv` for each machine of a merged sweep, from its own runs alone. */
export const renderCurvesByHostCsv = ({ hosts }: Findings): string =>
  renderCsv(
    ['host', ...curveColumns],
    hosts.flatMap(({ host, curves }) => curveRows(curves).map((row) => [host.name, ...row])),
  );
