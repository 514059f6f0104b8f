import { compileContext, touchReader } from '../../../src/cli/compiled-files.ts';
import { ensureCompiled } from '../../../src/system/compiled.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { runSuite } from '../suite.ts';
import { BenchError } from '../workshop.ts';
import { ceiling } from './parts/ceiling.ts';
import { determinism } from './parts/determinism.ts';
import { fioBandwidth } from './parts/fio-bandwidth.ts';
import { fioLatency } from './parts/fio-latency.ts';
import { fit } from './parts/fit.ts';
import { medianTokenPart } from './parts/median-token.ts';
import { nullCost } from './parts/null-cost.ts';
import { ownCost } from './parts/own-cost.ts';
import { recording } from './parts/recording.ts';
import { touchBandwidth } from './parts/touch-bandwidth.ts';
import type { TierWorkshop } from './tier-workshop.ts';

/** Proves the tier by programs that know nothing of it: fio, a reader of single bytes, llama-bench. */
await runSuite<TierWorkshop>({
  name: 'tier',
  repeatNote: '; null and recording take 10 at least',
  hasScopes: false,
  parts: [
    ...[fioBandwidth, fioLatency, touchBandwidth, ceiling, ownCost, medianTokenPart, fit],
    ...[nullCost, recording, determinism],
  ],
  furnish: async (shop) => {
    const reader = await ensureCompiled(
      touchReader,
      compileContext(createProcessRunner(), () => undefined),
    );
    if (!reader.ok) throw new BenchError(JSON.stringify(reader.failure));
    return { ...shop, touchReader: reader.value };
  },
});
