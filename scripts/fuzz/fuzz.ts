import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { chanceOf } from './chance.ts';
import type { Input, Target } from './target.ts';

/** Which inputs are tried. */
export interface Inputs {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
}

/** An input for which a property does not hold. */
export interface Finding {
  readonly index: number;
  readonly problem: string;
  readonly input: Input;
}

/** What trying many inputs has shown. */
export interface FuzzReport {
  readonly tried: number;
  readonly taken: number;
  readonly seconds: number;
  readonly slowest: { readonly index: number; readonly ms: number; readonly bytes: number };
  /** Bytes that are in use after a garbage collection: when the first tenth is done, and in the end. */
  readonly heap: { readonly early: number; readonly late: number };
  /** One of each kind. */
  readonly findings: readonly Finding[];
}

const mostFindings = 10;

const createCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
};

const bytesOf = (input: Input): number =>
  Object.values(input).reduce((sum, part) => sum + part.length, 0);

/** Findings are alike when they come from the same place. */
const kindOf = (problem: string): string =>
  problem.replaceAll(/\d+/g, '0').split('\n').slice(0, 3).join('\n').slice(0, 300);

const describeProblem = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Tries inputs one after the other; `onBegin` hears of each before it is tried. */
export const fuzz = async (
  target: Target,
  { seed, first, count }: Inputs,
  onBegin: (index: number) => void,
): Promise<FuzzReport> => {
  const collect = createCollector();
  const inUse = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const findings = new Map<string, Finding>();
  let taken = 0;
  let slowest = { index: first, ms: 0, bytes: 0 };
  let early = inUse();
  const began = performance.now();
  for (let index = first; index < first + count; index += 1) {
    if (index === first + Math.ceil(count / 10)) early = inUse();
    onBegin(index);
    const input = target.make(chanceOf(seed, index));
    const start = performance.now();
    try {
      if ((await target.check(input)) === 'taken') taken += 1;
    } catch (error) {
      const problem = describeProblem(error);
      const kind = kindOf(problem);
      if (!findings.has(kind) && findings.size < mostFindings)
        findings.set(kind, { index, problem, input });
    }
    const ms = performance.now() - start;
    if (ms > slowest.ms) slowest = { index, ms, bytes: bytesOf(input) };
  }
  const seconds = (performance.now() - began) / 1000;
  const heap = { early, late: inUse() };
  return { tried: count, taken, seconds, slowest, heap, findings: [...findings.values()] };
};
