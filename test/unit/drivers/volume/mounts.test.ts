import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMountPoints } from '../../../../src/drivers/volume/mounts.ts';

/** As the kernel does it: `mangle` in fs/proc_namespace.c. */
const encode = (path: string): string =>
  path.replace(/[ \t\n\\]/g, (each) => `\\${each.charCodeAt(0).toString(8).padStart(3, '0')}`);

const line = (path: string): string =>
  `36 35 98:0 / ${encode(path)} rw,noatime master:1 - ext4 /dev/root rw,errors=continue`;

describe('the mount points of mountinfo', () => {
  it('stand in the fifth field', () => {
    expect(
      parseMountPoints(
        [
          '24 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
          '31 24 0:26 / /mnt/with\\040space rw - tmpfs emulate rw,size=17408k',
        ].join('\n'),
      ),
    ).toEqual(['/', '/mnt/with space']);
  });

  it('are those that the kernel wrote, whatever their names', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^\/[ -~\t\n]{0,12}$/)), (paths) => {
        expect(parseMountPoints(paths.map(line).join('\n'))).toEqual(paths);
      }),
    );
  });

  it('are none in an empty text', () => {
    expect(parseMountPoints('')).toEqual([]);
  });
});
