import { runSuite } from '../suite.ts';
import { deviceOf, countReads } from './device.ts';
import type { KernelWorkshop } from './kernel-workshop.ts';
import { backgroundRate } from './parts/background-rate.ts';
import { memoryPeak } from './parts/memory-peak.ts';
import { pageCacheDrop } from './parts/page-cache-drop.ts';
import { readCapBuffered } from './parts/read-cap-buffered.ts';
import { readCapIops } from './parts/read-cap-iops.ts';
import { readCap } from './parts/read-cap.ts';

/** Proves the kernel's constraints by witnesses that know nothing of them: the device's counters, fio, the control group's files. */
await runSuite<KernelWorkshop>({
  name: 'kernel',
  repeatNote: '',
  hasScopes: true,
  parts: [readCap, readCapIops, readCapBuffered, memoryPeak, pageCacheDrop, backgroundRate],
  furnish: async (shop) => {
    const device = await deviceOf(shop.folder);
    return { ...shop, device, readBytes: () => countReads(device).bytes };
  },
});
