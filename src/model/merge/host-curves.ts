import type { CasePoint } from '../curve/case-point.ts';
import { allPoints, deriveCurves, type Curves } from '../curve/curves.ts';
import type { Dataset } from '../dataset.ts';
import { listHosts, runsOfHost, type MergedHost } from './hosts.ts';

/** What one machine's own runs say. */
export interface HostCurves {
  readonly host: MergedHost;
  readonly curves: Curves;
}

/** How far machines are apart at one point. */
export interface HostSpread {
  /** Machines that have a ratio of their own there. */
  readonly hosts: number;
  /** The lowest and the highest of the machines' median ratios. */
  readonly low: number;
  readonly high: number;
  /**
   * Standard deviation of the logarithms of the machines' median ratios (over n - 1), as a share: exp of
   * it, less 1. Absent for one machine.
   */
  readonly deviation?: number;
}

/** The curves of each machine, from its own runs alone; none unless there are several machines. */
export const deriveHostCurves = ({ manifest, runs }: Dataset): readonly HostCurves[] => {
  const hosts = listHosts(manifest);
  if (hosts.length < 2) return [];
  return hosts.map((host) => ({
    host,
    curves: deriveCurves(manifest.plan, runsOfHost(host, runs)),
  }));
};

/** The same point in the curves of one machine. */
export const pointOf = (
  { curves }: HostCurves,
  { caseId, test }: Pick<CasePoint, 'caseId' | 'test'>,
): CasePoint | undefined =>
  allPoints(curves).find((point) => point.caseId === caseId && point.test === test);

const deviationOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
};

/** How far the machines are apart at a point; undefined where none has a ratio. */
export const findSpread = (
  hosts: readonly HostCurves[],
  point: Pick<CasePoint, 'caseId' | 'test'>,
): HostSpread | undefined => {
  const ratios = hosts.flatMap((each) => pointOf(each, point)?.ratio?.value ?? []);
  if (ratios.length === 0) return undefined;
  const spread = { hosts: ratios.length, low: Math.min(...ratios), high: Math.max(...ratios) };
  return ratios.length === 1
    ? spread
    : { ...spread, deviation: Math.exp(deviationOf(ratios.map(Math.log))) - 1 };
};
