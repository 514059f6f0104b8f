import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { keepForDecisions, type KeptRun } from '../../../src/model/kept-run.ts';
import { readManifest, visitRuns } from '../../../src/store/read-results.ts';
import { openRunLog } from '../../../src/store/run-log.ts';

/** Writes the index that a sweep would have written beside its record. */
export const indexSweep = async (folder: string): Promise<void> => {
  const manifest = await readManifest(join(folder, 'manifest.json'));
  if (!manifest.ok) throw new Error(JSON.stringify(manifest.failure));
  const keep = keepForDecisions(manifest.value.plan);
  const runs: KeptRun[] = [];
  const read = await visitRuns(join(folder, 'runs.jsonl'), (run) => {
    runs.push(keep(run));
  });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const log = await openRunLog(folder, { keep, runs, indexed: undefined });
  if (!log.ok) throw new Error(JSON.stringify(log.failure));
  await log.value[Symbol.asyncDispose]();
};

/** What a process has used so far; see proc(5). */
const usageOf = (pid: number): { readonly cpuSeconds: number; readonly peakMiB: number } => {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
    peakMiB: Number(peak) / 1024,
  };
};

/** What `--resume` takes until it knows what is left to be run: of these sweeps nothing. */
export const startOfResume = (
  emulate: string,
  folder: string,
): Promise<{ seconds: number; cpuSeconds: number; peakMiB: number }> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [emulate, '--resume', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!said.includes('nothing is left to run') || child.pid === undefined) return;
      resolve({ seconds: (performance.now() - began) / 1000, ...usageOf(child.pid) });
      // The outputs that it writes now are measured by themselves.
      child.kill('SIGKILL');
    });
    child.on('close', () => {
      reject(new Error(`'emulate --resume ${folder}' ended: ${said}`));
    });
  });
