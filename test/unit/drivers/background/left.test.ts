import { describe, expect, it } from 'vitest';
import { lookForLoadFolders } from '../../../../src/drivers/background/left.ts';
import type { Remains } from '../../../../src/ports/left-changes.ts';
import { createFakeFiles } from '../../../support/fakes/files.ts';

const folder = '/models/emulate-background-1';

/** A host with these files, and links by what they lead to. */
const look = async (
  path: string,
  present: readonly string[],
  links: Readonly<Record<string, string>> = {},
): Promise<{ readonly remains: Remains; readonly paths: () => readonly string[] }> => {
  const files = createFakeFiles();
  for (const each of present) files.put(each, '');
  const remains = await lookForLoadFolders({
    files,
    controlFiles: {
      list: async (at) => {
        const listed = await files.list(at);
        return listed.ok ? listed.value : undefined;
      },
      resolve: async (at) => links[at] ?? ((await files.stat(at)) === undefined ? undefined : at),
    },
  })({ kind: 'background-folder', path });
  return { remains, paths: () => files.paths() };
};

describe('the folder of a background load that was left', () => {
  it('is removed with the one file in it', async () => {
    const { remains, paths } = await look(folder, ['/models/m.gguf', `${folder}/data`]);
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    expect(paths()).toEqual(['/models/m.gguf']);
  });

  it('is gone when it is not there', async () => {
    expect((await look(folder, [])).remains).toEqual({ state: 'gone' });
  });

  it.each([
    ['has another name', '/models', ['/models/m.gguf'], {}],
    ['is written in a crooked way', '/models/x/../emulate-background-1', [`${folder}/data`], {}],
    ['leads elsewhere', folder, ['/home/data'], { [folder]: '/home' }],
    ['holds something else', folder, [`${folder}/data`, `${folder}/notes`], {}],
    ['holds a folder of that name', folder, [`${folder}/data/notes`], {}],
  ])('is left alone when it %s', async (_, path, present, links) => {
    expect((await look(path, present, links)).remains).toMatchObject({ state: 'untouched' });
  });
});
