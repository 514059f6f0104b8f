import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The beginning of an attempt, as `run.log` tells of it. */
export interface BegunRun {
  readonly case: string;
  /** Below 0 for warm-up rounds. */
  readonly round: number;
  readonly attempt: number;
}

const Line = z.object({
  msg: z.string(),
  case: z.string().optional(),
  round: z.number().optional(),
  attempt: z.number().default(0),
});

/** Short beside the shortest run. */
const intervalMs = 5;

/** Whole lines of the one sweep's log below a folder; none as long as there is no log. */
const readLog = (parent: string): readonly string[] => {
  try {
    const [name = ''] = readdirSync(parent);
    return readFileSync(join(parent, name, 'run.log'), 'utf8')
      .split('\n')
      .slice(0, -1);
  } catch {
    return [];
  }
};

/**
 * Tells of each attempt that begins in the one sweep that is recorded below a folder, and with undefined
 * that it has ended; until disposed of.
 */
export const followSweep = (
  parent: string,
  tell: (run: BegunRun | undefined) => void,
): Disposable => {
  let seen = 0;
  const timer = setInterval(() => {
    const lines = readLog(parent);
    for (const line of lines.slice(seen)) {
      const { msg, case: caseId, round, attempt } = Line.parse(JSON.parse(line));
      if (caseId === undefined || round === undefined) continue;
      tell(msg === 'run begins' ? { case: caseId, round, attempt } : undefined);
    }
    seen = lines.length;
  }, intervalMs);
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
};
