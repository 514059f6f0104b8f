import type { Failure } from '../../src/model/failure.ts';
import { renderFailure } from '../../src/model/render-failure.ts';
import { plainText } from '../../src/report/plain-text.ts';

/** Longer than any message that somebody reads. */
const longestMessage = 100_000;

const control = /(?![\n\t])\p{Cc}/u;

/** Throws where something does not hold. */
export const insist = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`property does not hold: ${what}`);
};

/** A text for a terminal is short and holds nothing that a terminal obeys. */
export const insistShowable = (text: string): void => {
  insist(text.length <= longestMessage, `a message has ${text.length} characters`);
  insist(!control.test(plainText(text)), 'a message holds a control character');
};

/** A text that is already clean where it is made. */
export const insistClean = (text: string): void => {
  insistShowable(text);
  insist(!control.test(text), `a text holds a control character: ${JSON.stringify(text)}`);
};

/** A failure is one of those that a person can do something about, and is told in a message that can be shown. */
export const insistFailure = (failure: Failure): void => {
  insist(failure.reason !== 'unknown-error', 'the failure is a mistake of the program');
  const { message, hint = '' } = renderFailure(failure);
  insist(message.trim() !== '', 'a failure says nothing');
  insistShowable(message);
  insistShowable(hint);
};

const insistEach = (value: unknown, holds: (number: number) => boolean, path: string): void => {
  if (typeof value === 'number') insist(holds(value), `${path} is ${value}`);
  else if (typeof value === 'object' && value !== null)
    for (const [key, below] of Object.entries(value)) insistEach(below, holds, `${path}.${key}`);
};

/** No number anywhere in a value is NaN or infinite. */
export const insistFinite = (value: unknown): void => {
  insistEach(value, Number.isFinite, '');
};

/** No number anywhere in a value is NaN, infinite or negative. */
export const insistNumbers = (value: unknown): void => {
  insistEach(value, (number) => Number.isFinite(number) && number >= 0, '');
};
