import { z } from 'zod';
import { expects } from '../expectation.ts';
import { mapping } from '../fields.ts';
import type { CpuConstraint } from '../profile.ts';

const expected = 'a list of processors, such as "0-1" or "0,2-3"';
const listPattern = '^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$';
/** Linux is built for at most this many processors: NR_CPUS in arch/x86/Kconfig ends at 8192. */
const largestCpu = 8191;

const problemOf = (text: string): string | undefined => {
  if (!new RegExp(listPattern).test(text)) return expected;
  const seen = new Set<number>();
  for (const part of text.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    if (last > largestCpu) return `processors from 0 to ${largestCpu}`;
    if (last < first) return expects('ranges that rise', `did you mean '${last}-${first}'?`);
    for (let cpu = first; cpu <= last; cpu += 1) {
      if (seen.has(cpu)) return expects('each processor once', `${cpu} stands twice in the list`);
      seen.add(cpu);
    }
  }
  return undefined;
};

/** A list of one processor is a number in YAML. */
const affinity = z
  .union([z.string().meta({ pattern: listPattern }), z.int()], { error: expected })
  .meta({ examples: ['0-1', '0,2-3'] })
  .transform((given, context) => {
    const text = String(given).trim();
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    return text;
  });

/** `constraints.cpu`. */
export const cpu: z.ZodType<CpuConstraint> = mapping('a mapping such as { affinity: "0-1" }', {
  affinity: affinity.describe('Processors that the workload may use.').exactOptional(),
}).describe('Processors that the workload may use.');
