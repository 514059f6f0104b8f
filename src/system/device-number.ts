/**
 * `major:minor` of a `dev_t` as stat(2) gives it: glibc spreads 32 bits of each over 64, see
 * makedev(3). 32-bit formulas lose minors above 255 and majors above 4095.
 */
export const renderDeviceNumber = (number: bigint): string => {
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & 0xfffff000n);
  const minor = (number & 0xffn) | ((number >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
};

/** Major 0 is given to file systems that are on no block device, or on more than one. */
export const isAnonymous = (id: string): boolean => id.startsWith('0:');
