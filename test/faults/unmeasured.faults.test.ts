import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emulate, startEmulate, until } from '../support/end-to-end.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

describe('a command that measures nothing, killed in the middle of a file', () => {
  it('leaves none after cleaning up', async () => {
    await using folder = await makeTemporaryFolder();
    const env = { XDG_STATE_HOME: join(folder.path, 'state') };
    const out = join(folder.path, 'large.gguf');
    const models = async (): Promise<readonly string[]> =>
      (await readdir(folder.path)).filter((name) => name !== 'state');
    {
      using started = startEmulate(['model', 'make', '--shape', 'qwen2.5-3b', '--out', out], env);
      await until('the model is being written', async () => (await models()).length > 0);
      process.kill(started.pid, 'SIGKILL');
      await started.ended;
    }
    expect(await models()).not.toEqual([]);
    expect(await emulate(['cleanup'], env)).toMatchObject({ code: 0 });
    expect(await models()).toEqual([]);
  });
});
