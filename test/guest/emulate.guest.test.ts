import { beforeAll, describe, expect, it } from 'vitest';
import { skipWithout, type Bed } from '../support/bed.ts';
import { programGuestBed } from '../support/guest.ts';

let bed: Bed;

beforeAll(async () => {
  bed = await programGuestBed();
});

describe('the built program in the guest', () => {
  it('measures with the llama-bench and the model that came along', async (context) => {
    skipWithout(bed, context);
    const { code, out } = await bed.run(`
cat >nothing.yaml <<END
schema: profile/1
name: nothing
title: Nothing but the baseline and the null case
constraints: { tier: {} }
workload: { prompt: [8], gen: [2], depth: [0], rounds: 1, warmupRounds: 0 }
END
su tester --command 'emulate --no-gate --profile nothing.yaml --model /share/tiny.gguf --out results'`);
    expect(code, out).toBe(0);
    expect(out).toContain('sweep ended');
  });
});
