import type { Failure } from '../failure.ts';
import { nearestName } from '../nearest-name.ts';
import { failed, success, type Result } from '../result.ts';
import type { Bytes, BytesPerSecond, Nanoseconds } from '../units.ts';

/**
 * What a number rests on: the maker's or a standard's own text (`spec`), a published measurement
 * (`measured`), a report of either by others (`secondary`), arithmetic on such numbers (`derived`), or an
 * assumption that a study or this project made (`assumed`).
 */
export type Grade = 'spec' | 'measured' | 'secondary' | 'derived' | 'assumed';

/** A number with where it comes from. */
export interface Sourced<Value extends number> {
  readonly value: Value;
  readonly grade: Grade;
  /** Who says so, in words. */
  readonly source: string;
  /** Where that can be read. */
  readonly address: string;
  /** What other sources say, or what the number leaves out. */
  readonly note?: string;
}

/** A memory, or a processor with its memory, to which a requirement found on a host can be carried over. */
export interface ReferencePart {
  /** The name by which it is asked for. */
  readonly id: string;
  /** As it stands within a sentence. */
  readonly title: string;
  /** Peak read bandwidth as its source gives it, in SI units. */
  readonly readBandwidth: Sourced<BytesPerSecond>;
  /** Time of one access to the memory; absent where no source gives one. */
  readonly readLatency?: Sourced<Nanoseconds>;
  /** The largest that is offered. */
  readonly capacity: Sourced<Bytes>;
}

const micronModel = {
  source:
    "Petrucci, Zacarias and Tanna (Micron), Is High-Bandwidth Flash All You Need?, HotInfra '26",
  address:
    'https://github.com/SlugLab/HBFSim/blob/bf9b38facdba65998c58cf9667302661b791fd0d/docs/ref_article/micron2026-is-hbf-all-you-need.txt',
} as const;

const pressOnHbm4 = {
  source: 'Telepolis on the HBM4 standard of JEDEC, JESD270-4',
  address: 'https://www.telepolis.pl/tech/sprzet/pamiec-vram-hbm4-jedec-specyfikacja-ai',
} as const;

const pressOnHbm3e = {
  source: 'Tweakers on the HBM3E of Micron',
  address:
    'https://tweakers.net/nieuws/226254/micron-brengt-hbm3e-chips-met-capaciteit-van-36gb-en-1-komma-2tb-s-bandbreedte-uit.html',
} as const;

const h100Datasheet = {
  source: 'NVIDIA, H100 Tensor Core GPU datasheet, September 2024, H100 SXM',
  address: 'https://www.nvidia.com/h100',
} as const;

const samsungLpddr5x = {
  source: "a review of the memory of NVIDIA Grace, from Samsung's list of LPDDR5X",
  address: 'https://vengineer.hatenablog.com/entry/2023/04/24/090000',
} as const;

/** The parts that requirements can be projected to. */
export const referenceParts: readonly ReferencePart[] = [
  {
    id: 'hbm4-stack',
    title: 'one stack of HBM4',
    readBandwidth: {
      value: 2e12,
      grade: 'secondary',
      ...pressOnHbm4,
      note: '2048 bits at 8 Gb/s. Micron announced samples above 2.8 TB/s at more than 11 Gb/s (https://hardforum.com/threads/microns-12-hi-hbm4-delivers-2-8-tb-s-bandwidth-11-gb-s-per-pin-transfer-rate.2043650/).',
    },
    readLatency: {
      value: 100,
      grade: 'assumed',
      ...micronModel,
      note: 'An input of their model, for HBM of 4 TB/s a stack; nothing measured.',
    },
    capacity: {
      value: 64e9,
      grade: 'secondary',
      ...pressOnHbm4,
      note: 'What the standard allows; samples of 2025 hold 36 GB.',
    },
  },
  {
    id: 'hbm3e-stack',
    title: 'one stack of HBM3E',
    readBandwidth: {
      value: 1.2e12,
      grade: 'secondary',
      ...pressOnHbm3e,
      note: 'Micron: more than 1.2 TB/s, at more than 9.2 Gb/s on 1024 bits. SK hynix: up to 1.15 TB/s (https://techwarrant.com/sk-hynix-develops-hbm3e-memory-modules-with-bandwidths-up-to-1-15tb-s/amp).',
    },
    capacity: {
      value: 36e9,
      grade: 'secondary',
      ...pressOnHbm3e,
      note: '12 dies; stacks of 8 hold 24 GB.',
    },
  },
  {
    id: 'h100',
    title: 'an NVIDIA H100 SXM with HBM3',
    readBandwidth: { value: 3.35e12, grade: 'spec', ...h100Datasheet },
    readLatency: {
      value: 273,
      grade: 'secondary',
      source:
        'measured on an H800, which has the same architecture; arXiv 2402.13499 as quoted by others',
      address: 'https://arxiv.org/abs/2402.13499',
      note: '344 ns is quoted for the HBM of a GH200 (arXiv 2408.11556).',
    },
    capacity: { value: 80e9, grade: 'spec', ...h100Datasheet },
  },
  {
    id: 'b200-class',
    title: 'a processor of the class of NVIDIA B200, with HBM3E',
    readBandwidth: {
      value: 8e12,
      grade: 'secondary',
      source: 'Lockwood, notes on B200',
      address: 'https://glennklockwood.com/garden/processors/B200',
      note: 'A DGX B200 has 64 TB/s over eight processors, which agrees. The width and clock that a driver reports for a B200 come to 7.67 TB/s (https://github.com/pytorch/ao/pull/4002).',
    },
    capacity: {
      value: 180e9,
      grade: 'derived',
      source: 'a summary of the specifications of NVIDIA DGX B200',
      address: 'https://brent-newsom-nvidia.github.io/AIPS-Boom/wiki/NVIDIA-DGX-B200',
      note: '1440 GB over eight processors; 192 GB are named for others of the class.',
    },
  },
  {
    id: 'ddr5-channel',
    title: 'one channel of DDR5-6400',
    readBandwidth: {
      value: 51.2e9,
      grade: 'derived',
      source: '64 bits at 6400 MT/s, the fastest speed of the first DDR5 standard',
      address:
        'https://thinkcomputers.org/corsair-teases-ddr5-6400-memory-arriving-later-this-year/',
      note: 'DDR5-4800 gives 38.4 GB/s (http://mail.spinics.net/lists/linux-acpi/msg130089.html).',
    },
    readLatency: {
      value: 115,
      grade: 'secondary',
      source: "Li et al., Pond, ASPLOS '23: memory of the own socket, as quoted by others",
      address: 'https://github.com/MoatLab/Pond',
      note: 'On one of two servers of that study, whose memory may be older; 78 ns on the other.',
    },
    capacity: {
      value: 128e9,
      grade: 'secondary',
      source: 'Corsair on DDR5, as reported: up to 128 GB in a module',
      address:
        'https://www.gamespot.com/articles/corsairs-ddr5-6400-memory-boasts-huge-bandwidth-and-density-improvements/1100-6491477/',
      note: 'One module; a channel can hold two.',
    },
  },
  {
    id: 'lpddr5x',
    title: 'one package of LPDDR5X-8533, 64 bits wide',
    readBandwidth: {
      value: 68.264e9,
      grade: 'secondary',
      ...samsungLpddr5x,
      note: '64 bits at 8533 Mb/s; eight packages give 546 GB/s.',
    },
    readLatency: {
      value: 100,
      grade: 'assumed',
      ...micronModel,
      note: 'An input of their model, for memory on the package. 818 ns is quoted from a GPU over a link between chips (arXiv 2408.11556).',
    },
    capacity: {
      value: 128e9,
      grade: 'secondary',
      ...samsungLpddr5x,
      note: 'The list begins at 16 GB.',
    },
  },
];

/** Finds a part by its name; a failure names the known ones, and the one that was probably meant. */
export const findPart = (name: string): Result<ReferencePart, Failure> => {
  const found = referenceParts.find((part) => part.id === name);
  if (found !== undefined) return success(found);
  const known = referenceParts.map(({ id }) => id);
  const nearest = nearestName(name, known);
  return failed({
    reason: 'unknown-name',
    kind: 'reference part',
    got: name,
    known,
    ...(nearest === undefined ? {} : { nearest }),
  });
};
