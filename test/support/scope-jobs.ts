import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostChange } from '../../src/model/host-change.ts';
import type { ScopeKind, ScopeRequest } from '../../src/model/scope.ts';
import type { FailureText } from '../../src/model/failure.ts';
import type { ScopeCounters } from '../../src/ports/scope.ts';
import { skipWithout, type Bed } from './bed.ts';
import { packageFolder } from './command-line.ts';

/** What is done with a scope, see test/fixtures/bed/scope-steps.mjs. */
export type ScopeStep =
  | readonly ['run' | 'start', ...string[]]
  | readonly ['until' | 'reclaim', number]
  | readonly ['counters' | 'processes' | 'kill'];

/** A scope to be made on a bed, by whatever maker is chosen or by the one that is named. */
export interface ScopeJob {
  readonly kind?: ScopeKind;
  readonly request: ScopeRequest;
  readonly steps?: readonly ScopeStep[];
}

/** How a program ended that was run in a scope. */
export interface RunInScope {
  readonly end: number | string;
  readonly out: string;
  readonly ms: number;
}

/** What came of a job. */
export interface ScopeReport {
  /** No maker was chosen. */
  readonly refused?: FailureText;
  /** The scope could not be made. */
  readonly failure?: FailureText;
  readonly kind?: ScopeKind;
  readonly place?: string;
  readonly applied?: Readonly<Record<string, number>>;
  readonly warnings?: readonly string[];
  readonly results?: readonly (
    number | null | RunInScope | (ScopeCounters & { readonly failure?: string })
  )[];
  /** What the journal still has. */
  readonly noted: readonly HostChange[];
  /** Units and cgroups that are still there. */
  readonly left: readonly string[];
}

const readFixture = (name: string): string =>
  readFileSync(join(packageFolder, 'test/fixtures/bed', name), 'utf8');
const program = readFixture('scope-steps.mjs');
const prelude = readFixture('prelude.sh');

/** Where and as whom jobs are done. */
export interface JobPlace {
  readonly openBed: () => Promise<Bed>;
  /** Folder of the built program there. */
  readonly dist: string;
  /** Shell commands to be run before. */
  readonly before?: string;
  /** The shell command that runs another one, e.g. as another user. */
  readonly through?: (command: string) => string;
}

/** A job, and what must come of it. */
export interface ExpectedJob extends ScopeJob {
  readonly title: string;
  readonly expects: (report: ScopeReport) => void;
}

const scriptOf = (
  { dist, before = '', through = (command) => command }: JobPlace,
  jobs: readonly ScopeJob[],
): string =>
  [
    prelude,
    // Whoever the jobs are done by may be here.
    'cd /',
    before,
    `cat >/tmp/scope-steps.mjs <<'END_OF_STEPS'\n${program}\nEND_OF_STEPS`,
    `${through(`node /tmp/scope-steps.mjs ${dist}`)} <<'END_OF_JOBS'`,
    ...jobs.map(({ kind, request, steps }) => JSON.stringify({ kind, request, steps })),
    'END_OF_JOBS',
  ].join('\n');

/** Tests with scopes on a bed, all made by one process, one after another. */
export const describeJobs = (
  title: string,
  place: JobPlace,
  jobs: readonly ExpectedJob[],
): void => {
  describe(title, () => {
    let bed: Bed;
    let lines: readonly string[] = [];

    beforeAll(async () => {
      bed = await place.openBed();
      if (bed.missing !== undefined) return;
      const { code, out } = await bed.run(scriptOf(place, jobs), { timeoutMs: 580_000 });
      expect(code, out).toBe(0);
      lines = out.trim().split('\n');
    });

    jobs.forEach((job, index) => {
      it(job.title, (context) => {
        skipWithout(bed, context);
        const report = JSON.parse(lines[index] ?? '{}') as ScopeReport;
        job.expects(report);
        expect(report).toMatchObject({ noted: [], left: [] });
      });
    });
  });
};

const resultOf = (report: ScopeReport, step: number) => {
  const result = report.results?.[step];
  if (result === undefined) throw new Error(`no result ${step} in ${JSON.stringify(report)}`);
  return result;
};

/** What a program did that was run as a step. */
export const runOf = (report: ScopeReport, step: number): RunInScope => {
  const result = resultOf(report, step);
  if (typeof result !== 'object' || result === null || !('end' in result))
    throw new Error(`step ${step} ran nothing: ${JSON.stringify(result)}`);
  return result;
};

/** Counters that were read as a step. */
export const countersOf = (report: ScopeReport, step: number): ScopeCounters => {
  const result = resultOf(report, step);
  if (typeof result !== 'object' || result === null || 'end' in result || 'failure' in result)
    throw new Error(`step ${step} read no counters: ${JSON.stringify(result)}`);
  return result;
};
