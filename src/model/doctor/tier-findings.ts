import type { Miss } from '../failure.ts';
import { judgeMemory } from '../memory-room.ts';
import { describeQuantity } from '../units.ts';
import type { Finding } from './finding.ts';
import type { BenchFacts, Inspection } from './inspection.ts';

const noGlibc: Miss = {
  what: 'the C library is not that of GNU (glibc): the tier and the prebuilt llama.cpp need it',
  remedy:
    'run on a distribution with glibc (Debian, Ubuntu, Fedora, ...), or in a container of one',
};

/** What the tier can be slower without. */
const hugePages = (setting: string | undefined): Miss | undefined =>
  setting === 'never'
    ? {
        what: "huge pages are switched off, so the tier's own cost is higher",
        remedy: 'echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled',
      }
    : undefined;

/** The library that makes a tier of a workload's memory. */
export const tierFinding = ({ library, surroundings, host }: Inspection): Finding => {
  const own = {
    id: 'tier',
    name: 'tier',
    serves: 'constraints.tier, the time of each token',
    isCovered: false,
  };
  const misses = [
    ...(surroundings.glibc === undefined ? [noGlibc] : []),
    ...(library.ok ? [] : library.failure),
  ];
  if (!library.ok || misses.length > 0) return { ...own, answer: 'no', found: '', misses };
  const slower = hugePages(host.transparentHugePages);
  const pages = host.transparentHugePages ?? 'not told';
  const from = library.value.isCached ? 'compiled' : 'compiles';
  return {
    ...own,
    answer: slower === undefined ? 'yes' : 'part',
    found: `${from} and loads; huge pages: ${pages}`,
    misses: slower === undefined ? [] : [slower],
  };
};

const origins: Readonly<Record<Extract<BenchFacts, { kind: 'found' }>['origin'], string>> = {
  flag: 'named by --llama-bench',
  environment: 'named by EMULATE_LLAMA_BENCH',
  path: 'on the PATH',
  cache: 'built by emulate',
  built: 'built by emulate',
};

/** The program that is measured. */
export const benchFinding = ({ bench }: Inspection): Finding => {
  const own = {
    id: 'llama-bench',
    name: 'llama-bench',
    serves: 'every run',
    isCovered: false,
  };
  if (!bench.ok) return { ...own, answer: 'no', found: '', misses: bench.failure };
  const { value } = bench;
  return {
    ...own,
    answer: 'yes',
    found:
      value.kind === 'found'
        ? `${origins[value.origin]}, dynamically linked, ${value.version}: ${value.path}`
        : "none yet; is built on first use, from npm's registry",
    misses: [],
  };
};

/** The model, and the memory that holds it. */
export const modelFinding = ({ model, room }: Inspection): Finding => {
  const own = { id: 'model', name: 'model', serves: 'every run', isCovered: false };
  if (!model.ok) return { ...own, answer: 'no', found: '', misses: model.failure };
  const { path, bytes, isThere } = model.value;
  const size = describeQuantity('bytes', bytes);
  const found = isThere ? `${path} (${size})` : `demo (${size}), is made on first use`;
  const judged = room === undefined ? undefined : judgeMemory(bytes, room);
  // A tier cannot hold it; limits of the kernel ask other things of the memory.
  if (judged?.kind === 'short') return { ...own, answer: 'part', found, misses: [judged.miss] };
  if (judged?.kind === 'tight')
    return {
      ...own,
      answer: 'part',
      found,
      misses: [
        {
          what: `${judged.message}: ${judged.detail}`,
          remedy: 'end other programs, or use a smaller model',
        },
      ],
    };
  return { ...own, answer: 'yes', found: `${found}; fits in memory`, misses: [] };
};
