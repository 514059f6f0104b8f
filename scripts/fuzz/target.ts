import type { Chance } from './chance.ts';

/** What a reader is given: the content of files by their names, which is also how a failing input is saved. */
export type Input = Readonly<Record<string, Uint8Array | string>>;

/** Whether the reader took an input or refused it with a reason. */
export type Answer = 'taken' | 'refused';

/** A reader, the inputs that are made for it, and what must hold whatever it is given. */
export interface Target {
  readonly name: string;
  make(chance: Chance): Input;
  /** Throws where a property does not hold; an exception of the reader is one as well. */
  check(input: Input): Answer | Promise<Answer>;
}

/** Gets a target ready; `folder` is its own, for readers that take paths. */
export type LoadTarget = (folder: string) => Target | Promise<Target>;
