/** Digits that tell any two measured values apart. */
const measuredDigits = 9;
/** Digits that any number written by a person survives. */
export const exactDigits = 15;

/** A number in plain decimal, without exponent and trailing zeros; empty for undefined. */
export const renderPlainNumber = (
  value: number | undefined,
  digits: number = measuredDigits,
): string => {
  if (value === undefined) return '';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.floor(Math.log10(Math.abs(rounded)));
  const decimals = Math.min(100, Math.max(0, digits - 1 - magnitude));
  const text = rounded.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};
