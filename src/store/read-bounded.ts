import { open } from 'node:fs/promises';
import { describeQuantity, type Bytes } from '../model/units.ts';

/**
 * Reads a file that ought to be small. One that is not, or a device without end, is an error like those
 * of the operating system (`EFBIG`), and no more of it is read than that takes to see.
 */
export const readBounded = async (path: string, mostBytes: Bytes): Promise<Buffer> => {
  await using file = await open(path, 'r');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.createReadStream({ end: mostBytes, autoClose: false })) {
    if (!Buffer.isBuffer(chunk)) throw new Error('Internal error: a stream of bytes gave text');
    chunks.push(chunk);
    bytes += chunk.length;
  }
  if (bytes <= mostBytes) return Buffer.concat(chunks);
  const expected = describeQuantity('bytes', mostBytes);
  throw Object.assign(new Error(`expected a file of at most ${expected}, got more`), {
    code: 'EFBIG',
  });
};
