import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMountInfo, type Mount } from '../../../src/model/mount-info.ts';

/** As the kernel does it: `mangle` in fs/proc_namespace.c. */
const encode = (text: string): string =>
  text.replace(/[ \t\n\\#]/g, (each) => `\\${each.charCodeAt(0).toString(8).padStart(3, '0')}`);

const word = fc.stringMatching(/^[a-z0-9._-]{1,8}$/);
const path = fc.stringMatching(/^\/[ -~\t\n]{0,12}$/);
const option = fc.stringMatching(/^[!-+.-~ ]{1,8}$/).filter((text) => text !== 'ro');

interface Line extends Omit<Mount, 'readOnly'> {
  readonly mountReadOnly: boolean;
  readonly wholeReadOnly: boolean;
  readonly optionalFields: readonly string[];
}

const line: fc.Arbitrary<Line> = fc.record({
  device: fc.tuple(fc.nat(), fc.nat()).map(([major, minor]) => `${major}:${minor}`),
  root: path,
  path,
  filesystem: word,
  source: fc.stringMatching(/^[ -~\t\n]{0,12}$/),
  options: fc.array(option),
  mountReadOnly: fc.boolean(),
  wholeReadOnly: fc.boolean(),
  optionalFields: fc.array(
    fc.constantFrom('shared:7', 'master:1', 'propagate_from:2', 'unbindable'),
  ),
});

const access = (readOnly: boolean): string => (readOnly ? 'ro' : 'rw');

const render = (mount: Line): string =>
  [
    ...['36', '35', mount.device, encode(mount.root), encode(mount.path)],
    `${access(mount.mountReadOnly)},noatime`,
    ...mount.optionalFields,
    ...['-', mount.filesystem, encode(mount.source)],
    [access(mount.wholeReadOnly), ...mount.options.map(encode)].join(','),
  ].join(' ');

const meaning = ({ mountReadOnly, wholeReadOnly, optionalFields: _, ...mount }: Line): Mount => ({
  ...mount,
  readOnly: mountReadOnly || wholeReadOnly,
  options: [access(wholeReadOnly), ...mount.options],
});

describe('the table of mounts', () => {
  it('is read with any number of optional fields', () => {
    const text = [
      '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue',
      '31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct',
    ].join('\n');
    expect(parseMountInfo(text)).toEqual([
      {
        device: '98:0',
        root: '/mnt1',
        path: '/mnt2',
        readOnly: false,
        filesystem: 'ext3',
        source: '/dev/root',
        options: ['rw', 'errors=continue'],
      },
      {
        device: '0:28',
        root: '/',
        path: '/sys/fs/cgroup/cpu,cpuacct',
        readOnly: true,
        filesystem: 'cgroup',
        source: 'cgroup',
        options: ['rw', 'cpu', 'cpuacct'],
      },
    ]);
  });

  it('has blanks, backslashes and number signs in octal', () => {
    const [mount] = parseMountInfo('1 2 0:3 /a\\134b /c\\040d rw - nfs host:/a\\043b rw');
    expect(mount).toMatchObject({ root: '/a\\b', path: '/c d', source: 'host:/a#b' });
  });

  it('has mounts that are read-only because the whole file system is', () => {
    const [mount] = parseMountInfo('1 2 0:3 / /c rw - cgroup2 cgroup2 ro,nsdelegate');
    expect(mount?.readOnly).toBe(true);
  });

  it('has mounts of nothing', () => {
    const [mount] = parseMountInfo('1 2 0:3 / /c rw - tmpfs  rw');
    expect(mount).toMatchObject({ source: '', filesystem: 'tmpfs', options: ['rw'] });
  });

  it('is without what is no line of it', () => {
    const lines = [
      '',
      '1 2 0:3 / /c rw',
      'x - y',
      '1 2 0:3 / /c rw - cgroup2',
      '1 2 0:3 / - a b c',
    ];
    expect(parseMountInfo(lines.join('\n'))).toEqual([]);
  });

  it('says what the kernel wrote, whatever the names, in its order', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(parseMountInfo(`${lines.map(render).join('\n')}\n`)).toEqual(lines.map(meaning));
      }),
    );
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseMountInfo(text).length).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });
});
