import { readFile, readdir } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { HostFacts } from '../model/host-facts.ts';
import type { HostState } from '../model/run-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import { readMemoryRoom } from './memory-room.ts';

/** What the probe reads through. */
export interface HostProbeOptions {
  readonly clock: Clock;
  /** The folder that holds `proc` and `sys`. */
  readonly root?: string;
  /** Asks other programs about the machine; every answer may be absent. */
  readonly survey?: () => Promise<Survey>;
}

/** What only other programs know about a machine. */
export interface Survey {
  readonly distribution?: string;
  readonly virtualization?: string;
  readonly cpuModel?: string;
  readonly physicalCores?: number;
}

type Fields<T> = { readonly [Key in keyof T]: T[Key] | undefined };

/** Leaves out the fields that could not be read. */
const present = <T extends object>(fields: Fields<T>): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** The machine, through `/proc`, `/sys` and systeminformation. */
export const createHostProbe = ({
  clock,
  root = '/',
  survey = surveyMachine,
}: HostProbeOptions): HostProbe => {
  const read = async (path: string): Promise<string | undefined> =>
    readFile(join(root, path), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    );
  const list = async (path: string): Promise<readonly string[]> =>
    readdir(join(root, path)).catch(() => []);

  const facts = async (): Promise<HostFacts> => {
    const [told, hugePages, governor, bootId, cpuinfo, meminfo, auxv] = await Promise.all([
      survey(),
      read('sys/kernel/mm/transparent_hugepage/enabled'),
      read('sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
      read('proc/sys/kernel/random/boot_id'),
      read('proc/cpuinfo'),
      read('proc/meminfo'),
      readFile(join(root, 'proc/self/auxv')).catch(() => undefined),
    ]);
    return present<HostFacts>({
      hostname: os.hostname(),
      architecture: process.arch,
      kernel: os.release(),
      distribution: told.distribution,
      virtualization: told.virtualization,
      cpuModel: told.cpuModel ?? /^model name\s*:\s*(.+)$/m.exec(cpuinfo ?? '')?.[1],
      cpus: os.cpus().length,
      physicalCores: told.physicalCores,
      memoryBytes: memoryField(meminfo, 'MemTotal') ?? os.totalmem(),
      pageBytes: (auxv === undefined ? undefined : pageBytes(auxv)) ?? 4096,
      transparentHugePages: /\[(\w+)\]/.exec(hugePages ?? '')?.[1],
      governor,
      bootId,
      nodeVersion: process.version,
    });
  };

  const frequency = async (): Promise<number | undefined> => {
    const cpus = (await list('sys/devices/system/cpu')).filter((name) => /^cpu\d+$/.test(name));
    const texts = await Promise.all(
      cpus.map((cpu) => read(`sys/devices/system/cpu/${cpu}/cpufreq/scaling_cur_freq`)),
    );
    const kHz = texts.map(Number).filter((value) => value > 0);
    if (kHz.length > 0) return mean(kHz) / 1000;
    const cpuinfo = (await read('proc/cpuinfo')) ?? '';
    const MHz = [...cpuinfo.matchAll(/^cpu MHz\s*:\s*([\d.]+)$/gm)].map((match) =>
      Number(match[1]),
    );
    return MHz.length > 0 ? mean(MHz) : undefined;
  };

  /** The hottest zone, because it is the one that throttles. Zones without a sensor read 0 or less. */
  const temperature = async (): Promise<number | undefined> => {
    const zones = (await list('sys/class/thermal')).filter((name) =>
      /^thermal_zone\d+$/.test(name),
    );
    const texts = await Promise.all(zones.map((zone) => read(`sys/class/thermal/${zone}/temp`)));
    const degrees = texts.map((text) => Number(text) / 1000).filter((c) => c > 0 && c < 150);
    return degrees.length > 0 ? Math.max(...degrees) : undefined;
  };

  const state = async (): Promise<HostState> => {
    const [loadavg, meminfo, frequencyMHz, temperatureC] = await Promise.all([
      read('proc/loadavg'),
      read('proc/meminfo'),
      frequency(),
      temperature(),
    ]);
    const load1 = Number.parseFloat(loadavg ?? '');
    return present<HostState>({
      utc: clock.utc(),
      load1: Number.isFinite(load1) ? load1 : undefined,
      memoryAvailableBytes: memoryField(meminfo, 'MemAvailable'),
      frequencyMHz,
      temperatureC,
    });
  };

  return { facts, state, memory: () => readMemoryRoom(root) };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** `/proc/meminfo` counts in kibibytes and calls them kB. */
const memoryField = (meminfo: string | undefined, field: string): number | undefined => {
  const match = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(meminfo ?? '');
  return match === null ? undefined : Number(match[1]) * 1024;
};

/** `AT_PAGESZ` (6) of the auxiliary vector, see getauxval(3): pairs of 64-bit numbers. */
const pageBytes = (auxv: Buffer): number | undefined => {
  for (let at = 0; at + 16 <= auxv.length; at += 16)
    if (auxv.readBigUInt64LE(at) === 6n) return Number(auxv.readBigUInt64LE(at + 8));
  return undefined;
};

/** Runs other programs (lscpu, dmidecode and the like): before measurements, never during one. */
const surveyMachine = async (): Promise<Survey> => {
  const { cpu, osInfo, system } = await import('systeminformation');
  const ask = <T>(question: Promise<T>): Promise<Partial<T>> => question.catch(() => ({}));
  const [processor, distribution, machine] = await Promise.all([
    ask(cpu()),
    ask(osInfo()),
    ask(system()),
  ]);
  return present<Survey>({
    distribution: words(distribution.distro, distribution.release),
    virtualization:
      machine.virtual === true ? (words(machine.virtualHost) ?? 'unknown') : undefined,
    cpuModel: words(processor.manufacturer, processor.brand),
    physicalCores:
      processor.physicalCores !== undefined && processor.physicalCores > 0
        ? processor.physicalCores
        : undefined,
  });
};

const words = (...texts: readonly (string | undefined)[]): string | undefined => {
  const known = texts.map((text) => text?.trim() ?? '').filter((text) => text !== '');
  return known.length === 0 ? undefined : known.join(' ');
};
