import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findEvidence } from '../../../../src/model/evidence.ts';
import type { Part } from '../../part.ts';
import { interleave, type Repetition } from '../../repeat.ts';
import type { Row } from '../../result.ts';
import { boundRow, factRow, mapValues } from '../../rows.ts';
import { BenchError, under, writeProfile, type ExecRecord } from '../../workshop.ts';
import { scopeIn, type KernelWorkshop } from '../kernel-workshop.ts';
import { findBench, makeModel } from '../llama.ts';
import { notedCommand, watchMemory, type MemorySeen } from '../memory-watch.ts';

const shares = [100, 80, 60, 40] as const;

const nameOf = (share: number): string => `llama-bench in ${share} % of the model`;

/** A run's memory as its witnesses saw it, each against the limit that was asked for. */
interface Peaks {
  readonly group: number | undefined;
  readonly pages: number | undefined;
  readonly emulate: number | undefined;
  /** How much of the model had to be read again. */
  readonly readAgain: number | undefined;
  readonly record: ExecRecord;
}

const peaksOf = (
  seen: MemorySeen,
  record: ExecRecord,
  modelBytes: number,
  share: number,
): Peaks => {
  const evidence = findEvidence(record.evidence, 'memory');
  if (evidence === undefined) throw new BenchError('emulate left no evidence of memory');
  const limit = (modelBytes * share) / 100;
  const against = (bytes: number | undefined, whole: number): number | undefined =>
    bytes === undefined ? undefined : bytes / whole;
  return {
    group: against(seen.group, limit),
    pages: against(seen.pages, limit),
    emulate: against(evidence.peakBytes, limit),
    readAgain: against(evidence.refaultedBytes, modelBytes),
    record,
  };
};

const isOver = ({ group, pages, emulate }: Peaks): boolean =>
  [group, pages, emulate].some((peak) => peak !== undefined && peak > 1);

type Pick = 'group' | 'pages' | 'emulate' | 'readAgain';

/** No row where a witness saw nothing. */
const rowOf = (
  what: string,
  pick: Pick,
  repetitions: readonly Repetition<Peaks>[],
  bound: { readonly most: number } | undefined,
): readonly Row[] => {
  const known = mapValues(repetitions, (peaks) => peaks[pick]).flatMap(({ value, disturbed }) =>
    value === undefined ? [] : [{ value, disturbed }],
  );
  return known.length === 0 ? [] : [boundRow(what, 'ratio', known, bound)];
};

const rowsOf = (share: number, repetitions: readonly Repetition<Peaks>[]): readonly Row[] => {
  const most = { most: 1 };
  const limit = `limit of ${share} % of the model`;
  return [
    ...rowOf(`${limit}: peak of the control group, of the limit`, 'group', repetitions, most),
    ...rowOf(`${limit}: pages seen from outside, of the limit`, 'pages', repetitions, most),
    ...rowOf(`${limit}: peak in emulate's evidence, of the limit`, 'emulate', repetitions, most),
    ...rowOf(`${limit}: read again, of the model`, 'readAgain', repetitions, undefined),
  ];
};

export const memoryPeak: Part<KernelWorkshop> = {
  name: 'memory-peak',
  title: 'A limit on memory',
  method:
    'llama-bench (pp16, tg4) with its weights where they lie in the mapped file, under limits at or below the size of the model, without swap. ' +
    "The benchmark itself reads the counters of llama-bench's control group all the time, and counts pages from outside: those of the model in the page cache (fincore) and those of the program's own (RssAnon). A peak is given as a ratio to the limit that was asked for. That something had to be read again shows that the limit was felt.",
  run: async (shop) => {
    const [bench, model] = [await findBench(shop), await makeModel(shop)];
    const profile = await writeProfile(shop, 'memory-peak', [
      'constraints: { memory: { max: 100 % of model, swap: 0 B } }',
    ]);
    const note = join(shop.folder, 'note');
    const command = notedCommand(note, [
      ...([bench, '-m', model.path, '-p', '16', '-n', '4', '-r', '1', '-o', 'jsonl'] as const),
      ...(shop.llama.threads === undefined ? [] : ['-t', shop.llama.threads]),
    ]);
    const measure = async (share: number): Promise<Peaks> => {
      await rm(note, { force: true });
      const { value, seen } = await watchMemory(note, model.path, () =>
        under(
          shop,
          {
            ...{ profile, file: model.path, set: [`memory.max=${share} % of model`] },
            env: { EMULATE_FILE_BACKED_WEIGHTS: '1' },
          },
          command,
        ),
      );
      return peaksOf(seen, value.record, model.bytes, share);
    };
    const { of, repeated } = await interleave<Peaks>(
      shares.map((share) => ({ name: nameOf(share), measure: () => measure(share) })),
      shop,
    );
    const all = shares.flatMap((share) => of(nameOf(share)));
    const over = all.filter(({ value }) => isOver(value)).length;
    return {
      repeated,
      scope: scopeIn(all),
      rows: [
        factRow('runs over the limit, by any witness', String(over), '0', over === 0, all),
        ...shares.flatMap((share) => rowsOf(share, of(nameOf(share)))),
      ],
    };
  },
};
