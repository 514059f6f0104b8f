import { describe, expect, test } from 'vitest';
import type { VolumeEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { VolumeConstraint } from '../../../../src/model/profile/profile.ts';
import { judgeVolume } from '../../../../src/model/verdict/volume.ts';
import { makeCase, makeVolumeEvidence } from '../../../support/factory.ts';

const bound = { verdict: 'bound', why: '' };
const asked: VolumeConstraint = { backing: 'ram', filesystem: 'xfs', readAhead: 2 * 2 ** 20 };

const judge = (evidence: Partial<VolumeEvidence> = {}, volume: VolumeConstraint = asked) =>
  judgeVolume({
    case: makeCase({ constraints: { volume } }),
    evidence: [makeVolumeEvidence(evidence)],
    span: 'tests',
  });

describe('a volume', () => {
  test('is bound when it is what was asked for', () => {
    expect(judge()).toEqual(bound);
    expect(judge({}, {})).toEqual(bound);
  });

  test('failed when it left no evidence, or its copy is not the model', () => {
    const subject = makeCase({ constraints: { volume: asked } });
    expect(judgeVolume({ case: subject, evidence: [], span: 'tests' }).verdict).toBe('failed');
    expect(judge({ verified: false })).toMatchObject({
      verdict: 'failed',
      why: expect.stringContaining("does not have the model's SHA-256") as string,
    });
  });

  test('is violated when it is another one', () => {
    expect(judge({ backing: 'file' }).why).toBe("Asked for a volume in 'ram', got one in 'file'.");
    expect(judge({ filesystem: 'ext4' }).why).toBe(
      'Asked for a volume with xfs, got one with ext4.',
    );
    expect(judge({ readAheadBytes: 131_072 }).why).toBe(
      'Asked for a read-ahead of 2 MiB, /dev/zram0 has 128 KiB.',
    );
  });

  test('may have a read-ahead that is rounded to pages', () => {
    expect(judge({ readAheadBytes: 4096 }, { readAhead: 5000 })).toEqual(bound);
    expect(judge({ readAheadBytes: 4096 }, { readAhead: 9000 }).verdict).toBe('violated');
  });
});
