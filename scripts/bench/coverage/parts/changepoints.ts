import { findChangepoints } from '../../../../src/model/statistics/changepoint.ts';
import { drawRun, drifting, independent } from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { simulate, simulatedPart, usualTrials, type Simulated } from '../simulation.ts';

const falseAlarm = { kind: 'most', share: 0.05 } as const;

const isCut = (values: readonly number[]): boolean => findChangepoints(values).length > 1;

/** Series of independent values, with fewer trials where they are long. */
const falseAlarms = (name: 'normal' | 'skewed', count: number): Simulated => {
  const noise = createNoise(1000 + count + (name === 'normal' ? 0 : 500));
  return simulate(
    `${count} independent values, ${name}`,
    falseAlarm,
    () => isCut(Array.from({ length: count }, noise[name])),
    Math.min(usualTrials, Math.round(300_000 / count)),
  );
};

/** Series of 20 whose second half is lower by so many standard deviations of the noise. */
const detections = (deviations: number): Simulated => {
  const noise = createNoise(900 + 10 * deviations);
  return simulate(
    `20 values, the second half lower by ${deviations} times the noise`,
    { kind: 'shown' },
    () => isCut(Array.from({ length: 20 }, (_, at) => noise.normal() - (at < 10 ? 0 : deviations))),
  );
};

const drifts = (): Simulated => {
  const noise = createNoise(950);
  return simulate(
    `20 runs, ${independent.name} of 1 % and ${drifting.name}`,
    { kind: 'shown' },
    () => isCut(Array.from({ length: 20 }, (_, at) => drawRun(noise, drifting, at / 19))),
  );
};

export const changepoints = simulatedPart({
  name: 'changepoints',
  title: 'How often a series is cut',
  method:
    'The share of series in which a change of level is found. For independent values that is a false alarm. ' +
    'Values are ranked, so that the share does not depend on their distribution; skewed ones are exponential. A steady drift is cut as well: look at the slope first.',
  simulate: () => [
    ...[12, 16, 20, 30, 60, 100, 300].map((count) => falseAlarms('normal', count)),
    ...[12, 20, 60].map((count) => falseAlarms('skewed', count)),
    ...[1, 2, 3].map(detections),
    drifts(),
  ],
});
