import { compareGrids, compareSweeps, type Comparison } from '../../src/model/compare/compare.ts';
import type { SideNames } from '../../src/report/compare-names.ts';
import { makeGrid } from './grid.ts';
import { makeHostFacts, makeManifest } from './factory.ts';
import { makeSyntheticSweep } from './synthetic-sweep.ts';

export const names: SideNames = {
  a: { label: 'A', path: 'results/first' },
  b: { label: 'B', path: 'results/second' },
};

/** A sweep against a shorter one on another machine, which was slower by 20 % throughout. */
export const makeComparedSweeps = (): Comparison => {
  const [a, shorter] = [makeSyntheticSweep(), makeSyntheticSweep({ rounds: 3 })];
  const { manifest, runs } = makeSyntheticSweep({ rounds: 5 });
  const host = makeHostFacts({ hostname: 'bench-2', cpuModel: 'Example CPU 2000' });
  const slower = runs.map((run) => ({
    ...run,
    samples: run.samples.map((sample) => ({
      ...sample,
      tokensPerSecond: sample.tokensPerSecond * 0.8,
    })),
  }));
  const plan = { ...manifest.plan, tests: shorter.manifest.plan.tests.slice(1) };
  return compareSweeps(a, { manifest: makeManifest({ plan, host }), runs: slower });
};

/** Two grids of three points: with pairs and enough of them, with too few, and in one file only. */
export const makeComparedGrids = (): Comparison => {
  const rows = (p: number, count: number, factor: number): readonly string[] =>
    Array.from({ length: count }, (_, round) => {
      const pace = 1 + round / 10 + ((round * 7) % 5) / 100;
      const [pp, tg] = [(20 * factor * pace).toFixed(2), (5 * factor * pace).toFixed(2)];
      return `${p},64,${pp},${round === 0 ? '' : tg},${round}`;
    });
  const header = 'p,n,pp_mean,tg_mean,round';
  return compareGrids(
    makeGrid(header, ...rows(64, 7, 1), ...rows(128, 3, 1), ...rows(256, 1, 1)),
    makeGrid(header, ...rows(64, 7, 1.1), ...rows(128, 3, 0.9), ...rows(512, 2, 1)),
  );
};
