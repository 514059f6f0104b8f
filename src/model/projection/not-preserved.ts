/** What a part does not have in common with the host however the numbers are scaled. */
export const notPreserved: readonly string[] = [
  'Computation beside memory traffic: an accelerator computes more in the time in which it reads a byte, so less is hidden there; what pp loses on a processor without one is a lower bound.',
  'The cost of page faults and of the operating system, which does not shrink with the scale.',
  'The sizes of caches, the prefetchers of the hardware, and nodes of memory (NUMA).',
  'Concurrency: an accelerator has thousands of accesses waiting at once, the host a few threads.',
  'Queues: bandwidth times latency stays what it was, so the part needs as many bytes in flight as the emulated tier had; with fewer it is slower.',
  'Granularity: the size of an access beside that of a layer is that of this model and this tier; another model or access size fetches another surplus.',
  'Heat, and the throttling that comes with it.',
];
