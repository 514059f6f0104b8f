import { once } from 'node:events';
import { chmod, copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStartDriver } from '../../src/drivers/start/driver.ts';
import { findEvidence } from '../../src/model/evidence.ts';
import type { Constraints } from '../../src/model/profile/profile.ts';
import { renderFailure } from '../../src/model/render-failure.ts';
import { judgeStart } from '../../src/model/verdict/start.ts';
import type { HeldFile } from '../../src/ports/constraint.ts';
import { createClock } from '../../src/system/clock.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createFiles } from '../../src/system/files.ts';
import { createHostProbe } from '../../src/system/host-probe.ts';
import { createPageCache } from '../../src/system/page-cache.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { modelChunks } from '../../src/workloads/llama-bench/model/chunks.ts';
import { findShape } from '../../src/workloads/llama-bench/model/shape.ts';
import { makeCase } from '../support/factory.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const pageCache = createPageCache({
  processes: createProcessRunner(),
  controlFiles: createControlFiles(),
});

const makeDriver = (asked: 'warm' | 'cold') => {
  const warned: string[] = [];
  const driver = createStartDriver({
    ...{ pageCache, asked, dropGlobal: false, probe: createHostProbe({ clock: createClock() }) },
    warn: (message) => warned.push(message),
    signal: new AbortController().signal,
  });
  return { driver, warned };
};

let folder: TemporaryFolder;
let model: HeldFile;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  const shape = findShape('small');
  if (!shape.ok) throw new Error(renderFailure(shape.failure).message);
  const path = join(folder.path, 'small.gguf');
  const written = await createFiles().writeStream(path, modelChunks(shape.value, 1));
  if (!written.ok) throw new Error(renderFailure(written.failure).message);
  model = { path, bytes: (await stat(path)).size };
});
afterEach(() => folder[Symbol.asyncDispose]());

/** What a run would start from, and the verdict on it. */
const begin = async (asked: 'warm' | 'cold', constraints: Constraints = {}) => {
  const lease = await makeDriver(asked).driver.acquire({
    case: makeCase({ constraints }),
    nominal: constraints,
    ...{ model, seed: 1, name: 'test' },
  });
  if (!lease.ok) throw new Error(renderFailure(lease.failure).message);
  await using held = lease.value;
  const seen = await held.observe();
  if (!seen.ok) throw new Error(renderFailure(seen.failure).message);
  const { evidence } = seen.value;
  const { residentBytes } = findEvidence(evidence, 'start') ?? {};
  return { residentBytes, verdict: judgeStart(evidence)?.verdict };
};

/** Why these tests cannot run here; undefined when they can. */
const lacking = async (): Promise<string | undefined> => {
  const [miss] = await makeDriver('cold').driver.check([makeCase()], model);
  return miss?.what;
};

describe('the start of a run on this machine', () => {
  it('is cold or warm as asked, again and again', async ({ skip }) => {
    const what = await lacking();
    skip(what !== undefined, what);
    const cold = { residentBytes: 0, verdict: 'bound' };
    const warm = { residentBytes: model.bytes, verdict: 'bound' };
    expect(await begin('cold')).toEqual(cold);
    expect(await begin('cold')).toEqual(cold);
    expect(await begin('warm')).toEqual(warm);
    expect(await begin('warm')).toEqual(warm);
    expect(await begin('cold')).toEqual(cold);
  });

  it('is without the model where a constraint needs that, warm or not', async ({ skip }) => {
    const what = await lacking();
    skip(what !== undefined, what);
    await pageCache.fill(model.path);
    expect(await begin('warm', { memory: {} })).toEqual({ residentBytes: 0, verdict: 'bound' });
  });

  it('is violated by a process that keeps the model in memory, which is a miss beforehand', async ({
    skip,
  }) => {
    const what = await lacking();
    skip(what !== undefined, what);
    // Of a program that runs, the kernel has the pages mapped that were used.
    const program = join(folder.path, 'sleep');
    await copyFile((await execa('sh', ['-c', 'command -v sleep'])).stdout, program);
    await chmod(program, 0o755);
    model = { path: program, bytes: (await stat(program)).size };
    const child = execa(program, ['60'], { reject: false });
    try {
      await once(child, 'spawn');
      expect((await begin('cold')).verdict).toBe('violated');
      expect(await lacking()).toContain("a model that can leave the memory, for 'start: cold'");
    } finally {
      child.kill('SIGKILL');
      await child;
    }
  });
});
