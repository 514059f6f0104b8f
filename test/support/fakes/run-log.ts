import type { Failure } from '../../../src/model/failure.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { RunRecord } from '../../../src/model/run-record.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import type { RunLog } from '../../../src/ports/run-log.ts';

/** A run log in memory, which can be told to fail. */
export interface FakeRunLog extends RunLog {
  readonly manifests: readonly Manifest[];
  readonly records: readonly RunRecord[];
  /** Every later call fails so; undefined to work again. */
  failWith(failure: Failure | undefined): void;
}

export const makeFakeRunLog = (folder = '/results/fake'): FakeRunLog => {
  const manifests: Manifest[] = [];
  const records: RunRecord[] = [];
  let failure: Failure | undefined;
  const keep = <Value>(list: Value[], value: Value): Promise<Result<void, Failure>> => {
    if (failure !== undefined) return Promise.resolve(failed(failure));
    // A round trip through text, as a file would make it: what cannot be written is not kept.
    list.push(JSON.parse(JSON.stringify(value)) as Value);
    return Promise.resolve(success(undefined));
  };
  return {
    folder,
    manifests,
    records,
    failWith(next) {
      failure = next;
    },
    writeManifest: (manifest) => keep(manifests, manifest),
    append: (record) => keep(records, record),
  };
};
