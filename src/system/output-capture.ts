import { Buffer } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** Keeps a stream's bytes up to a limit. */
export interface OutputCapture {
  add(chunk: Buffer): void;
  text(): string;
}

/** Who hears of a stream while it comes. */
interface Told {
  readonly onLine?: ((line: string) => void) | undefined;
  readonly onFlood: () => void;
}

/** Keeps the first bytes of a stream and says once when there are more. */
export const captureHead = (limitBytes: number, told: Told): OutputCapture => {
  const chunks: Buffer[] = [];
  const split = told.onLine === undefined ? undefined : splitLines(told.onLine);
  let kept = 0;
  let flooded = false;
  return {
    add: (chunk) => {
      if (flooded) return;
      const part = chunk.subarray(0, limitBytes - kept);
      chunks.push(part);
      kept += part.length;
      split?.(part);
      if (part.length < chunk.length) {
        flooded = true;
        told.onFlood();
      }
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
};

/** Passes lines on and keeps none of them; says once when one is longer than the limit. */
export const passLines = (limitBytes: number, told: Told): OutputCapture => {
  const split = splitLines(told.onLine ?? (() => undefined));
  let flooded = false;
  return {
    add: (chunk) => {
      if (flooded || split(chunk) <= limitBytes) return;
      flooded = true;
      told.onFlood();
    },
    text: () => '',
  };
};

/** Keeps the first and the last bytes of a stream: messages about a failure stand at either end. */
export const captureEnds = (limitBytes: number): OutputCapture => {
  const headLimit = Math.floor(limitBytes / 2);
  const tailLimit = limitBytes - headLimit;
  const head: Buffer[] = [];
  let tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let leftOut = 0;
  /** Copies at most once per `tailLimit` bytes, so a chatty process costs little. */
  const trim = (): void => {
    const whole = Buffer.concat(tail);
    const end = whole.subarray(Math.max(0, whole.length - tailLimit));
    leftOut += whole.length - end.length;
    tail = [Buffer.from(end)];
    tailBytes = end.length;
  };
  return {
    add: (chunk) => {
      const first = chunk.subarray(0, headLimit - headBytes);
      head.push(first);
      headBytes += first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length === 0) return;
      tail.push(rest);
      tailBytes += rest.length;
      if (tailBytes > 2 * tailLimit) trim();
    },
    text: () => {
      trim();
      const first = Buffer.concat(head);
      const last = Buffer.concat(tail);
      return leftOut === 0
        ? Buffer.concat([first, last]).toString('utf8')
        : `${first.toString('utf8')}\n[... ${leftOut} bytes left out ...]\n${last.toString('utf8')}`;
    },
  };
};

/** Each call gives the length of the line that has begun and not ended, in UTF-16 units. */
const splitLines = (onLine: (line: string) => void): ((chunk: Buffer) => number) => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    return rest.length;
  };
};
