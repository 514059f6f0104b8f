import { lagOneAutocorrelation } from '../../../../src/model/statistics/autocorrelation.ts';
import { drawRun, drifting, independent } from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { simulate, simulatedPart } from '../simulation.ts';

export const autocorrelation = simulatedPart({
  name: 'autocorrelation',
  title: 'How often neighbours are said to hang together',
  method:
    'The share of series of runs whose lag-1 autocorrelation is beyond 1.96 / sqrt(n), in either direction. The noise of a run is 1 %. ' +
    'For independent runs that is a false alarm; with drift it is what should be found.',
  simulate: () =>
    [
      ...([9, 12, 20, 50] as const).map((count) => ({ count, circumstances: independent })),
      ...([9, 12, 20, 50] as const).map((count) => ({ count, circumstances: drifting })),
    ].map(({ count, circumstances }) => {
      const noise = createNoise(700 + count + (circumstances === independent ? 0 : 50));
      return simulate(
        `${count} runs, ${circumstances.name}`,
        circumstances === independent ? { kind: 'most', share: 0.05 } : { kind: 'shown' },
        () => {
          const found = lagOneAutocorrelation(
            Array.from({ length: count }, (_, at) =>
              drawRun(noise, circumstances, at / (count - 1)),
            ),
          );
          return found !== undefined && Math.abs(found.value) > found.bound;
        },
      );
    }),
});
