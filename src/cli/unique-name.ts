import process from 'node:process';

/** Tells a sweep or a program's run from every other one on the machine; letters, digits and dashes. */
export const uniqueName = (): string => `${process.pid}-${Date.now().toString(36)}`;
