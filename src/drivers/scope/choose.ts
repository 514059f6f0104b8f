import type { Failure, Miss } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { scopeKinds, type ScopeKind } from '../../model/scope.ts';
import { describeScopeHost, type ScopeHost } from '../../model/scope-host.ts';
import type { ScopeMaker } from '../../ports/scope.ts';

/** A way of making scopes, and what this host lacks for it. */
export interface ScopeCandidate {
  readonly maker: ScopeMaker;
  /** Empty when it can make the scopes that are needed. */
  readonly misses: readonly Miss[];
}

/**
 * Asks each maker whether it can do what is needed. The candidates come in order of preference: a
 * manager of systemd, which keeps others out of the scopes that it has given away, before the
 * kernel's files themselves, and cgroup v2, which counts more, before v1.
 */
export const judgeScopeMakers = (
  makers: readonly ScopeMaker[],
  check: (maker: ScopeMaker) => Promise<readonly Miss[]>,
): Promise<readonly ScopeCandidate[]> => {
  const rank = ({ kind }: ScopeMaker): number => scopeKinds.indexOf(kind);
  const inOrder = [...makers].sort((a, b) => rank(a) - rank(b));
  return Promise.all(inOrder.map(async (maker) => ({ maker, misses: await check(maker) })));
};

const isIn = (misses: readonly Miss[], { what, remedy }: Miss): boolean =>
  misses.some((other) => other.what === what && other.remedy === remedy);

const named = ({ maker }: ScopeCandidate, { what, remedy }: Miss): Miss => ({
  what: `scope '${maker.kind}': ${what}`,
  remedy: `for scope '${maker.kind}': ${remedy}`,
});

/** What has nothing to do with the way of making scopes is said once, without naming one. */
const collectMisses = (candidates: readonly ScopeCandidate[]): readonly Miss[] => {
  const [first, ...rest] = candidates;
  const common =
    first === undefined || rest.length === 0
      ? []
      : first.misses.filter((miss) => rest.every(({ misses }) => isIn(misses, miss)));
  return [
    ...common,
    ...candidates.flatMap((candidate) =>
      candidate.misses.filter((miss) => !isIn(common, miss)).map((miss) => named(candidate, miss)),
    ),
  ];
};

const whatElse = (other: ScopeKind | undefined, forced: ScopeKind | undefined): string => {
  if (forced === undefined) return 'one kind of scope is enough';
  return other === undefined
    ? `no other kind of scope can do it here; leave out '--scope ${forced}' to read why`
    : `or leave out '--scope ${forced}': '${other}' can do it here`;
};

/** The first maker that can do what is needed; or the one that the user insists on, or why it cannot. */
export const chooseScopeMaker = (
  candidates: readonly ScopeCandidate[],
  host: ScopeHost,
  forced?: ScopeKind,
): Result<ScopeMaker, Failure> => {
  const asked =
    forced === undefined ? candidates : candidates.filter(({ maker }) => maker.kind === forced);
  const canDo = ({ misses }: ScopeCandidate): boolean => misses.length === 0;
  const chosen = asked.find(canDo);
  if (chosen !== undefined) return success(chosen.maker);
  const facts: Miss = {
    what: `this host has: ${describeScopeHost(host).join('; ')}`,
    remedy: whatElse(candidates.find(canDo)?.maker.kind, forced),
  };
  return failed({ reason: 'missing-requirements', misses: [...collectMisses(asked), facts] });
};
