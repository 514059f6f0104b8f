import type { Observer } from '../model/event.ts';
import type { Failure, Miss, Problem } from '../model/failure.ts';
import { judgeMemory } from '../model/memory-room.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { resolveTier } from '../model/tier/resolved-tier.ts';
import type { Bytes } from '../model/units.ts';
import type { ConstraintDriver, HeldFile } from '../ports/constraint.ts';
import type { HostProbe } from '../ports/host-probe.ts';

/** What is wrong with the tiers of a plan: cases that share a problem share a line. */
const tierProblems = (plan: Plan): readonly Problem[] => {
  const found = new Map<string, { readonly path: string; readonly text: string; ids: string[] }>();
  for (const { id, constraints } of plan.cases) {
    const resolved = resolveTier(constraints.tier ?? {});
    if (resolved.ok) continue;
    const { parameter, problem } = resolved.failure;
    const known = found.get(`${parameter} ${problem}`);
    if (known === undefined)
      found.set(`${parameter} ${problem}`, {
        path: `constraints.${parameter}`,
        text: problem,
        ids: [id],
      });
    else known.ids.push(id);
  }
  return [...found.values()].map(({ path, text, ids }) => ({
    path,
    message: `${text} (${ids.length === 1 ? 'case' : 'cases'} ${ids.map((id) => `'${id}'`).join(', ')})`,
  }));
};

/**
 * What memory lacks for holding so many bytes of weights in a tier. Where it is only tight, or the
 * machine does not tell, nothing is missing.
 */
export const checkMemory = async (
  heldBytes: Bytes,
  probe: Pick<HostProbe, 'memory'>,
  observe: Observer,
): Promise<readonly Miss[]> => {
  const room = await probe.memory();
  if (room === undefined) return [];
  const judged = judgeMemory(heldBytes, room);
  if (judged.kind === 'short') return [judged.miss];
  if (judged.kind === 'tight')
    observe({ kind: 'warning', message: judged.message, detail: judged.detail });
  return [];
};

/** Whether any case of a plan holds the weights in memory. */
export const holdsWeights = ({ cases }: Plan): boolean =>
  cases.some(({ constraints }) => constraints.tier !== undefined);

/**
 * Everything that would keep the plan from being run here, before the first run. What is known to be
 * missing already, as from this host's calibration, is listed with the rest.
 */
export const preflight = async (
  plan: Plan,
  drivers: readonly ConstraintDriver[],
  model: HeldFile | undefined,
  known: readonly Miss[] = [],
): Promise<Result<void, Failure>> => {
  const problems = tierProblems(plan);
  if (problems.length > 0) return failed({ reason: 'invalid-profile', problems });
  const misses: Miss[] = [...known];
  for (const driver of drivers) {
    const cases = plan.cases.filter((each) => driver.concerns(each));
    if (model !== undefined && cases.length > 0) misses.push(...(await driver.check(cases, model)));
  }
  return misses.length > 0
    ? failed({ reason: 'missing-requirements', misses })
    : success(undefined);
};
