import { disturbanceDefaults } from '../disturbance/defaults.ts';
import { disturbanceShares, type DisturbanceShares } from '../disturbance/shares.ts';
import type { Miss } from '../failure.ts';
import { describeQuantity } from '../units.ts';
import { answerOf, type Finding } from './finding.ts';
import type { Inspection } from './inspection.ts';

/** What the gate judges runs by, and why a machine may not tell it. */
const signs: readonly {
  readonly share: keyof DisturbanceShares;
  readonly name: string;
  readonly remedy: string;
}[] = [
  {
    share: 'runQueue',
    name: 'run queue',
    remedy: 'use a kernel built with CONFIG_SCHED_INFO (/proc/PID/task/TID/schedstat)',
  },
  {
    share: 'others',
    name: 'other programs',
    remedy: "run where /proc/stat is the machine's own, not that of a container (LXCFS)",
  },
  {
    share: 'steal',
    name: 'steal',
    remedy: "run where /proc/stat is the machine's own, not that of a container (LXCFS)",
  },
  {
    share: 'throttled',
    name: 'quotas',
    remedy: 'run where cpu.stat of a control group can be read; without quotas nothing is lost',
  },
];

/** Whether disturbed runs can be told from others. */
export const gateFinding = ({ activity }: Inspection): Finding => {
  const shares = activity === undefined ? {} : disturbanceShares(activity);
  const there = signs.filter(({ share }) => shares[share] !== undefined);
  const missing = signs.filter(({ share }) => shares[share] === undefined);
  const more = [
    ...(activity?.cpuPressureNs === undefined ? [] : ['pressure']),
    ...(activity?.hotNs === undefined ? [] : ['heat']),
  ];
  return {
    id: 'disturbances',
    name: 'disturbances',
    answer: answerOf(there.length, missing.length),
    serves: 'runs that something disturbed are marked and repeated',
    found:
      there.length === 0 ? '' : `seen: ${[...there.map(({ name }) => name), ...more].join(', ')}`,
    misses: missing.map(({ name, remedy }) => ({ what: `not told here: ${name}`, remedy })),
    isCovered: false,
  };
};

const percent = (share: number): string =>
  describeQuantity('share', Math.round(share * 1000) / 1000);

const busy = (others: number | undefined): readonly Miss[] =>
  others !== undefined && others > disturbanceDefaults.others
    ? [
        {
          what: `more than ${percent(disturbanceDefaults.others)} by others: such runs are marked and repeated`,
          remedy: 'end them, or measure later',
        },
      ]
    : [];

const slow = (governor: string | undefined): readonly Miss[] =>
  governor === 'powersave' || governor === 'conservative' || governor === 'ondemand'
    ? [
        {
          what: `the governor '${governor}' changes the processors' frequency with the load`,
          remedy: 'sudo cpupower frequency-set -g performance',
        },
      ]
    : [];

/** Whether the machine is idle, and its frequency steady. */
export const quietFinding = ({ activity, host, state }: Inspection): Finding => {
  const { others, steal } = activity === undefined ? {} : disturbanceShares(activity);
  const misses = [...busy(others), ...slow(host.governor)];
  const told = [
    ...(others === undefined ? [] : [`others ${percent(others)}`]),
    ...(steal === undefined ? [] : [`steal ${percent(steal)}`]),
    ...(state.load1 === undefined ? [] : [`load ${state.load1} of ${host.cpus}`]),
    `governor ${host.governor ?? 'not told'}`,
  ];
  return {
    id: 'idle',
    name: 'idle now',
    answer: misses.length === 0 ? 'yes' : 'part',
    serves: 'narrow intervals',
    found: told.join(', '),
    misses,
    isCovered: false,
  };
};

/** Room for results: what a night of runs takes, by experience. */
const resultBytes = 100e6;

/** Memory, swap and disk. */
export const roomFinding = ({ room, hasSwap, freeBytes }: Inspection): Finding => {
  const size = (bytes: number): string => describeQuantity('bytes', bytes);
  const swaps: readonly Miss[] = hasSwap
    ? [
        {
          what: 'the machine has swap: where memory is short, waits for it are measured as well',
          remedy: "'memory: { swap: 0 B }' in the profile, or sudo swapoff -a",
        },
      ]
    : [];
  const full: readonly Miss[] =
    freeBytes !== undefined && freeBytes < resultBytes
      ? [
          {
            what: `only ${size(freeBytes)} of disk are free for results`,
            remedy: 'free some, or choose another folder with --out',
          },
        ]
      : [];
  const misses = [...swaps, ...full];
  return {
    id: 'room',
    name: 'room',
    answer: misses.length === 0 ? 'yes' : 'part',
    serves: 'weights, results',
    found: [
      room === undefined
        ? 'memory not told'
        : `${size(room.availableBytes)} of memory free${room.group === undefined ? '' : ` in '${room.group.path}'`}`,
      hasSwap ? 'swap' : 'no swap',
      ...(freeBytes === undefined ? [] : [`${size(freeBytes)} of disk free here`]),
    ].join(', '),
    misses,
    isCovered: false,
  };
};
