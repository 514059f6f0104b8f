import process from 'node:process';
import { readInvokingUser, type Owner } from '../model/invoking-user.ts';

/** The one who called sudo, to whom the files belong that the command line names; undefined without sudo. */
export const caller = (): Owner | undefined => readInvokingUser(process.geteuid?.(), process.env);
