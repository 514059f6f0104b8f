import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { ScopeRequest } from '../../../model/scope.ts';
import type { ScopeHost } from '../../../model/scope-host.ts';
import { quoteCommand } from '../../../model/shell-words.ts';
import type { HeldProcess, ProcessHolder } from '../../../ports/held-process.ts';
import type { JournalEntry } from '../../../ports/journal.ts';
import type { ProcessRunner } from '../../../ports/process-runner.ts';
import type { Scope, ScopeMaker } from '../../../ports/scope.ts';
import type { CgroupContext } from '../cgroup/context.ts';
import { allFolders, type CgroupFolders } from '../cgroup/folders.ts';
import { attachArgs } from './entry.ts';
import { findUnit } from './folders.ts';
import { readLimitsBack } from './limits.ts';
import { resolveForSystemd, systemdMisses, type SystemdKind } from './requirements.ts';
import type { ResolvedLimits } from '../cgroup/swap.ts';
import { systemdRunArgs, unitOf, type ManagerFlag } from './run.ts';
import { systemdScope } from './scope.ts';
import { waitFor } from '../cgroup/wait.ts';
import { wantedControllers } from '../cgroup/wanted.ts';

/** What the maker acts through, and what it knows of the host. */
export interface SystemdContext extends Omit<CgroupContext, 'pid'> {
  readonly processes: ProcessRunner;
  readonly holder: ProcessHolder;
  readonly host: ScopeHost;
}

const startLimitMs = 30_000;
const stopLimits = { timeoutMs: 60_000, outputLimitBytes: 65_536 };
/** systemd removes a unit's folders just after it has said that the unit is stopped. */
const removalLimitMs = 10_000;
/** systemctl(1): there is no such unit, here because it ended by itself. */
const notLoaded = 5;

const stopUnit = async (
  processes: ProcessRunner,
  manager: ManagerFlag,
  unit: string,
): Promise<void> => {
  const args = [manager, '--no-ask-password', 'stop', unit];
  const { end, stderr } = await processes.run({ command: 'systemctl', args, ...stopLimits });
  if (end.how === 'exited' && (end.code === 0 || end.code === notLoaded)) return;
  const how = end.how === 'exited' ? `exit code ${end.code}` : end.how;
  throw new Error(`'systemctl ${manager} stop ${unit}' failed: ${how}; ${stderr.trim()}`);
};

const awaitRemoval = async (
  { files, clock }: Pick<SystemdContext, 'files' | 'clock'>,
  folders: CgroupFolders,
): Promise<void> => {
  for (const folder of allFolders(folders)) {
    const gone = await waitFor(clock, removalLimitMs, async () =>
      (await files.list(folder)) === undefined ? true : undefined,
    );
    if (gone === undefined)
      throw new Error(
        `systemd left the control group '${folder}' behind; 'rmdir ${folder}' removes it`,
      );
  }
};

/** Scopes that a manager of systemd makes: `systemd-run --scope` with the limits as properties. */
export const createSystemdMaker = (kind: SystemdKind, context: SystemdContext): ScopeMaker => {
  const { files, processes, holder, journal, host } = context;
  const manager: ManagerFlag = kind === 'systemd' ? '--system' : '--user';
  const answer = kind === 'systemd' ? host.systemManager : host.userManager;
  const facts = answer.answered ? answer.manager : undefined;
  const cgroups = facts?.cgroups ?? 2;
  const resolve = ({ limits }: ScopeRequest): ResolvedLimits =>
    resolveForSystemd(host, { cgroups }, limits);
  const runArgs = (request: ScopeRequest): readonly string[] =>
    systemdRunArgs(
      manager,
      { ...request, limits: resolve(request).limits },
      facts?.oomPolicy === true,
    );

  const removal =
    (unit: string, keeper: HeldProcess, entry: JournalEntry) =>
    async (folders?: CgroupFolders): Promise<void> => {
      try {
        await stopUnit(processes, manager, unit);
      } finally {
        await keeper[Symbol.asyncDispose]();
      }
      if (folders !== undefined) await awaitRemoval(context, folders);
      await entry.undone();
    };

  const scopeAround = async (
    request: ScopeRequest,
    keeper: HeldProcess,
    remove: (folders?: CgroupFolders) => Promise<void>,
  ): Promise<Result<Scope, Failure>> => {
    const unit = unitOf(request);
    const wanted = wantedControllers(request);
    const place = await findUnit(files, unit, keeper.pid, {
      version: cgroups,
      memory: wanted.includes('memory'),
      io: wanted.includes('io'),
    });
    if (!place.ok) return place;
    const { folders } = place.value;
    const resolved = resolve(request);
    const limits = await readLimitsBack(files, folders, resolved.limits);
    if (!limits.ok) return limits;
    const applied = { ...resolved.applied, ...limits.value.applied };
    return success(
      systemdScope(context, {
        kind,
        name: request.name,
        unit,
        manager,
        place: place.value,
        limits: { ...limits.value, applied },
        keeper,
        remove: () => remove(folders),
      }),
    );
  };

  return {
    kind,
    check: (request) => Promise.resolve(systemdMisses(kind, host, request)),
    describe: (request) => [
      quoteCommand(['systemd-run', ...runArgs(request)]),
      quoteCommand(attachArgs(manager, unitOf(request), 'PID')),
    ],
    open: async (request) => {
      const misses = systemdMisses(kind, host, request);
      if (misses.length > 0) return failed({ reason: 'missing-requirements', misses });
      const unit = unitOf(request);
      const entry = await journal.note({
        kind: 'unit',
        name: unit,
        manager: kind === 'systemd' ? 'system' : 'user',
      });
      if (!entry.ok) return entry;
      const keeper = await holder.hold({
        command: 'systemd-run',
        args: runArgs(request),
        startLimitMs,
      });
      if (!keeper.ok) {
        await entry.value.undone();
        return keeper;
      }
      const remove = removal(unit, keeper.value, entry.value);
      const scope = await scopeAround(request, keeper.value, remove);
      // What cannot be removed stays in the journal; the reason for it is the failure that is told.
      if (!scope.ok) await remove().catch(() => undefined);
      return scope;
    },
  };
};
