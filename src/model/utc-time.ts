const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z$/;

/**
 * Days from 1970-01-01 to a day of the Gregorian calendar, with years that begin in March, so that a
 * leap day is a year's last. `month` counts from 1.
 */
const daysSince1970 = (year: number, month: number, day: number): number => {
  const shifted = month > 2 ? year : year - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const sinceMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * shifted + leapDays + sinceMarch - 719_468;
};

/**
 * Milliseconds since 1970 of a time as `Date.prototype.toISOString` writes it, such as
 * `2026-03-01T12:00:00.000Z`; undefined for any other text. Reading a recorded time needs no clock.
 */
export const parseUtc = (text: string): number | undefined => {
  const parts = pattern.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1, 7)
    .map(Number);
  const whole = ((daysSince1970(year, month, day) * 24 + hours) * 60 + minutes) * 60 + seconds;
  return whole * 1000 + Math.round(Number(parts[7] ?? 0) * 1000);
};
