import type { ProcessRunner } from '../../../ports/process-runner.ts';
import type { ManagerFlag } from './run.ts';

const service = 'org.freedesktop.systemd1';
const managerPath = '/org/freedesktop/systemd1';
const managerInterface = `${service}.Manager`;
/** The unit in which every manager itself runs: there is one wherever there is a manager. */
const ownScopePath = `${managerPath}/unit/init_2escope`;

/**
 * A call that moves a process into a scope, but for the unit and the process; by the manager, which
 * may move a user's process out of his session, as that user himself may not.
 */
export const attachCall = [
  'call',
  service,
  managerPath,
  managerInterface,
  'AttachProcessesToUnit',
  'ssau',
] as const;

/** What a manager says of itself over the bus. */
export interface ManagerProperties {
  readonly version: number;
  /** Its own place in the tree of cgroups; empty for the root. */
  readonly controlGroup: string;
  readonly oomPolicy: boolean;
}

/** busctl itself waits for 25 s, and says then what it waited for. */
const limits = { timeoutMs: 30_000, outputLimitBytes: 65_536 };

const getProperties = async (
  processes: ProcessRunner,
  manager: ManagerFlag,
  ...what: readonly string[]
): Promise<{ readonly values: readonly string[] } | { readonly problem: string }> => {
  const args = [manager, 'get-property', service, ...what];
  const { end, stdout, stderr } = await processes.run({ command: 'busctl', args, ...limits });
  switch (end.how) {
    case 'exited':
      return end.code === 0
        ? { values: stdout.trimEnd().split('\n').map(stringValue) }
        : { problem: stderr.trim() === '' ? `busctl: exit code ${end.code}` : stderr.trim() };
    case 'not-started':
      return { problem: end.problem };
    case 'timed-out':
      return { problem: `no answer within ${end.limitMs / 1000} s` };
    case 'killed-by-signal':
    case 'flooded':
    case 'cancelled':
      return { problem: `busctl: ${end.how}` };
  }
};

/** busctl(1) prints the type before the value: `s "252.39-1"`. */
const stringValue = (line: string): string => /^s "(.*)"$/.exec(line)?.[1] ?? '';

/** Asks a manager about itself, by the same way as the calls that follow. */
export const askManager = async (
  processes: ProcessRunner,
  manager: ManagerFlag,
): Promise<ManagerProperties | { readonly problem: string }> => {
  const [own, scope] = await Promise.all([
    getProperties(processes, manager, managerPath, managerInterface, 'Version', 'ControlGroup'),
    getProperties(processes, manager, ownScopePath, `${service}.Scope`, 'OOMPolicy'),
  ]);
  if ('problem' in own) return own;
  const [text = '', controlGroup = ''] = own.values;
  const version = /^\D*(\d+)/.exec(text)?.[1];
  return version === undefined
    ? { problem: `expected a version such as '252.4', got '${text}'` }
    : { version: Number(version), controlGroup, oomPolicy: 'values' in scope };
};
