import type { Case, Plan } from '../../model/plan.ts';
import { describeDuration } from '../time-left.ts';
import { describeCounters } from './counters-text.ts';
import { fitLine, joinLine, span, type Line } from './painted.ts';
import type { Signs } from './signs.ts';
import type { CurrentRun, LiveState } from './state.ts';

const kinds: Readonly<Record<Case['kind'], string>> = {
  baseline: 'baseline: nothing is limited',
  null: 'null: the machinery without limits',
  nominal: 'nominal values',
  level: 'a level',
  design: 'a case of the design',
};

/** `tier.` says little where there is little room. */
const withoutFirst = (path: string): string => path.slice(path.indexOf('.') + 1);

/** What is limited in the run that goes on, and how long it has gone on. */
export const renderCase = (
  plan: Plan,
  { planned, beganMs }: CurrentRun,
  nowMs: number,
  signs: Signs,
  columns: number,
): Line => {
  const current = plan.cases.find(({ id }) => id === planned.caseId);
  const points = current?.points ?? [];
  const kind = kinds[current?.kind ?? 'level'];
  const values = (name: (path: string) => string): string =>
    points.map(({ parameter, level }) => `${name(parameter)} = ${level.text}`).join(', ');
  const texts = points.length === 0 ? [kind] : [values((path) => path), values(withoutFirst), kind];
  const since = span(describeDuration(Math.max(0, nowMs - beganMs)));
  return fitLine(
    texts.map((text) => joinLine([span(text, 'strong'), since], signs.between)),
    columns,
  );
};

const nothingCounted = ({ pace }: LiveState): string =>
  pace?.plan.profile.constraints.tier === undefined
    ? 'no tier that counts while it goes on'
    : 'nothing counted yet';

/** What is counted in the run that goes on. */
export const renderCounters = (state: LiveState, signs: Signs, columns: number): Line => {
  const { rate, rateOfAsked, waits, eachWait, tokens, tok, tokenRate } = describeCounters(state);
  const line = (parts: readonly string[]): Line =>
    joinLine(
      parts.map((part) => span(part)),
      signs.between,
    );
  if (tokens.length === 0) return fitLine([[span(nothingCounted(state), 'faint')]], columns);
  const tier = rateOfAsked.map((text) => `tier ${text}`);
  const layouts = [
    line([...tier, ...tokens, ...tokenRate, ...eachWait]),
    line([...tier, ...tokenRate, ...eachWait]),
    line([...rateOfAsked, ...tokenRate, ...waits]),
    line([...rateOfAsked, ...(tokenRate.length > 0 ? tokenRate : tok)]),
    line([...rate, ...tok]),
  ];
  return fitLine(layouts, columns);
};
