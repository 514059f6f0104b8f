import type { Touches } from '../../model/calibration/touches.ts';

/** The touch reader's arguments; it takes whole numbers only. */
export const touchReaderArgs = (file: string, touches: Touches): readonly string[] => {
  const { mode, strideBytes, ...rest } = touches;
  const options = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  return [file, `mode=${mode}`, `stride=${strideBytes}`, ...options];
};
