/** Asks for a picture to be drawn again. */
export interface Repaint extends Disposable {
  /** Something has changed. */
  request(): void;
}

/** No more often than a person can follow. */
const leastIntervalMs = 250;
/** Times go on while nothing else happens. */
const mostIntervalMs = 1000;

/**
 * Draws soon after it is asked to, at most four times a second, and once a second in any case: beside a
 * measurement as little as possible is to be done.
 */
export const createRepaint = (draw: () => void): Repaint => {
  let lastMs = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Infinity;
  const schedule = (inMs: number): void => {
    const wantedMs = performance.now() + inMs;
    if (wantedMs >= dueMs) return;
    clearTimeout(timer);
    dueMs = wantedMs;
    timer = setTimeout(paint, inMs).unref();
  };
  const paint = (): void => {
    dueMs = Infinity;
    lastMs = performance.now();
    draw();
    schedule(mostIntervalMs);
  };
  return {
    request: () => {
      schedule(Math.max(0, lastMs + leastIntervalMs - performance.now()));
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
    },
  };
};
