import { describe, expect, it } from 'vitest';
import { sweepInput, watchInputs } from '../../../src/engine/sweep-inputs.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';
import { createFakeFiles } from '../../support/fakes/files.ts';

const path = '/models/big.gguf';

const setUp = async () => {
  const files = createFakeFiles();
  files.put(path, 'weights');
  const digest = await files.digest(path, 'sha256');
  const sha256 = digest.ok ? digest.value : '';
  const input = await sweepInput(files, { what: 'the model', path, sha256 });
  if (!input.ok) throw new Error('no input');
  const digests: string[] = [];
  const watched = watchInputs(
    {
      ...files,
      digest: (at, algorithm) => {
        digests.push(at);
        return files.digest(at, algorithm);
      },
    },
    [input.value],
  );
  return { files, sha256, digests, watched };
};

describe('the files that a sweep uses', () => {
  it('are looked at without being read as long as nothing happens to them', async () => {
    const { watched, digests } = await setUp();
    for (let times = 0; times < 3; times += 1)
      expect(await watched.check()).toEqual({ ok: true, value: [] });
    expect(digests).toEqual([]);
  });

  it('may be put there again with the same content, which is read once and warned of', async () => {
    const { files, watched, digests } = await setUp();
    files.put(path, 'weights');
    expect(await watched.check()).toEqual({
      ok: true,
      value: [`the model '${path}' was touched during the sweep; its content is the same`],
    });
    expect(await watched.check()).toEqual({ ok: true, value: [] });
    expect(digests).toEqual([path]);
  });

  it('end the sweep when one of them has other content, with the way back', async () => {
    const { files, watched, sha256 } = await setUp();
    files.put(path, 'WEIGHTS');
    const checked = await watched.check();
    if (checked.ok) throw new Error('expected a failure');
    expect(renderFailure(checked.failure)).toEqual({
      message: `the model '${path}' was replaced: expected 7 B of time 1 (inode 1, device 1); got 7 B of time 2 (inode 2, device 1)`,
      hint: `put it back as it was (SHA-256 ${sha256}) and continue the sweep with --resume; the run in which it changed is not recorded`,
    });
  });

  it('are not read when they have another size, or are gone', async () => {
    const { files, watched, digests } = await setUp();
    files.put(path, 'weight');
    expect(await watched.check()).toMatchObject({
      ok: false,
      failure: { reason: 'input-changed', change: expect.stringContaining('got 6 B') as string },
    });
    await files.remove(path);
    expect(await watched.check()).toMatchObject({
      ok: false,
      failure: { change: expect.stringContaining('was removed') as string },
    });
    expect(digests).toEqual([]);
  });

  it('cannot be told to be the same when they cannot be read', async () => {
    const { files, watched } = await setUp();
    files.put(path, 'weights');
    files.breakDown('digest', path, 'input/output error (EIO)');
    expect(await watched.check()).toMatchObject({ ok: false, failure: { reason: 'file-failed' } });
  });

  it('must be there at first', async () => {
    const input = { what: 'llama-bench', path: '/no-such', sha256: '' };
    expect(await sweepInput(createFakeFiles(), input)).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: '/no-such' },
    });
  });

  it('are known by what they were before they were read', async () => {
    const { files, sha256 } = await setUp();
    const before = await files.identity(path);
    files.put(path, 'WEIGHTS');
    const input = await sweepInput(files, { what: 'the model', path, sha256 }, before);
    expect(input).toMatchObject({ ok: true, value: { identity: before } });
  });
});
