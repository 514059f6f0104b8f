import { readFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import type { HostIdentity } from '../model/calibration/calibration.ts';

const hugePagesFile = '/sys/kernel/mm/transparent_hugepage/enabled';

/** What tells this host from another; calls no program, so that it may be read before every plan. */
export const readHostIdentity = async (): Promise<HostIdentity> => {
  const text = await readFile(hugePagesFile, 'utf8').catch(() => '');
  const transparentHugePages = /\[(\w+)\]/.exec(text)?.[1];
  const cpus = os.cpus();
  return {
    hostname: os.hostname(),
    architecture: process.arch,
    kernel: os.release(),
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cpus: cpus.length,
    ...(transparentHugePages === undefined ? {} : { transparentHugePages }),
  };
};
