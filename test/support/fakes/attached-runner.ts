import type {
  AttachedEnd,
  AttachedRunner,
  AttachedSpec,
  SignalSource,
} from '../../../src/ports/attached-runner.ts';

/** A runner that starts nothing and remembers what it was asked to start. */
export interface FakeAttachedRunner extends AttachedRunner {
  readonly specs: readonly AttachedSpec[];
}

/** Each program ends as `answer` says; well, unless told otherwise. */
export const createFakeAttachedRunner = (
  answer: (spec: AttachedSpec) => AttachedEnd | Promise<AttachedEnd> = () => ({
    how: 'exited',
    code: 0,
  }),
): FakeAttachedRunner => {
  const specs: AttachedSpec[] = [];
  return {
    specs,
    run: async (spec) => {
      specs.push(spec);
      return await answer(spec);
    },
  };
};

/** A source that no signal ever comes from. */
export const noSignals: SignalSource = {
  pass: () => ({ [Symbol.dispose]: () => undefined }),
};
