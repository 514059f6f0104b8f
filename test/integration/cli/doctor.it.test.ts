import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../src/model/doctor/diagnose.ts';
import { callCli } from '../../support/command-line.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

describe('emulate doctor', () => {
  it('says what works on this host as one document, and leaves nothing behind', async () => {
    await using folder = await makeTemporaryFolder();
    const cache = join(folder.path, 'cache');
    const { code, out, err } = await callCli(['doctor', '--json'], { cwd: folder.path }, cache);
    expect(err).toBe('');
    const { schemaVersion, canMeasure, findings, profiles } = JSON.parse(out) as Diagnosis & {
      readonly schemaVersion: number;
    };
    expect(schemaVersion).toBe(1);
    expect(code).toBe(canMeasure ? 0 : 4);
    expect(canMeasure).toBe(profiles.some(({ canRun }) => canRun));
    expect(findings.map(({ id }) => id)).toContain('scope-cgroup-v1');
    for (const { answer, misses } of findings)
      expect(answer === 'yes' || misses.length > 0).toBe(true);
    await expect(access(cache)).rejects.toThrow('ENOENT');
  });

  it('tells of a model and a llama-bench that are not there, and ends with code 4', async () => {
    await using folder = await makeTemporaryFolder();
    const args = ['doctor', '--model', 'none.gguf', '--llama-bench', '/no/such/llama-bench'];
    const { code, out } = await callCli(args, { cwd: folder.path }, join(folder.path, 'cache'));
    expect(code).toBe(4);
    expect(out).toMatch(/^no +llama-bench +llama-bench '\/no\/such\/llama-bench' cannot be used/m);
    expect(out).toMatch(/^no +model +the model '.*\n +get it: pass the path of a GGUF file/m);
    expect(out).toContain('Profiles that can be run here, by what keeps their limits:\n  none\n');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
