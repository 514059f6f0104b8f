import type { ScopeLimits } from '../../../model/scope.ts';
import { normalCpuList } from '../../../model/cpu-list.ts';
import type { CgroupFolders } from './folders.ts';
import { wholePages, wholeRate } from '../../../model/scope-limits.ts';
import { lineOfDevice, type LimitSetting } from './limit-setting.ts';

const memorySetting = (
  folder: string,
  file: string,
  parameter: string,
  bytes: number | undefined,
): readonly LimitSetting[] =>
  bytes === undefined
    ? []
    : [
        {
          path: `${folder}/${file}`,
          text: String(bytes),
          expected: String(bytes),
          read: (content) => content.trim(),
          applied: { [parameter]: bytes },
        },
      ];

/** Both caps in one write; the kernel lists every key of a device that has one. */
const ioSettings = (folder: string, { io }: ScopeLimits): readonly LimitSetting[] => {
  if (io === undefined) return [];
  const { device, readBandwidth, readIops } = io;
  const caps = [
    { key: 'rbps', parameter: 'io.readBandwidth', rate: readBandwidth },
    { key: 'riops', parameter: 'io.readIops', rate: readIops },
  ].flatMap(({ rate, ...names }) =>
    rate === undefined ? [] : [{ ...names, value: wholeRate(rate) }],
  );
  if (caps.length === 0) return [];
  const expected = caps.map(({ key, value }) => `${key}=${value}`).join(' ');
  return [
    {
      path: `${folder}/io.max`,
      text: `${device.id} ${expected}`,
      expected,
      read: (content) => {
        const found = (lineOfDevice(content, device.id) ?? '').split(' ');
        return caps
          .map(({ key }) => found.find((each) => each.startsWith(`${key}=`)) ?? `${key}=max`)
          .join(' ');
      },
      applied: Object.fromEntries(caps.map(({ parameter, value }) => [parameter, value])),
    },
  ];
};

/** What was asked stays in the file even where the groups above allow less: what acts is read back. */
const cpuSettings = (folder: string, { cpus }: ScopeLimits): readonly LimitSetting[] =>
  cpus === undefined
    ? []
    : [
        {
          path: `${folder}/cpuset.cpus`,
          text: cpus,
          readPath: `${folder}/cpuset.cpus.effective`,
          expected: normalCpuList(cpus),
          read: normalCpuList,
          applied: {},
        },
      ];

/** Limits in the files of version 2, as Documentation/admin-guide/cgroup-v2.rst has them. */
export const limitSettingsVersion2 = (
  { memory, io, cpu }: CgroupFolders,
  limits: ScopeLimits,
): readonly LimitSetting[] => {
  const { memoryMax, swapMax } = limits;
  const swap = swapMax === undefined ? undefined : wholePages(swapMax);
  return [
    ...(memory === undefined
      ? []
      : [
          ...memorySetting(memory, 'memory.max', 'memory.max', memoryMax),
          ...memorySetting(memory, 'memory.swap.max', 'memory.swap', swap),
        ]),
    ...(io === undefined ? [] : ioSettings(io, limits)),
    ...(cpu === undefined ? [] : cpuSettings(cpu, limits)),
  ];
};
