import { connect, createServer, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';

/** Who measures on this host. */
export const LockHolder = z.object({ pid: z.int(), profile: z.string(), startedUtc: z.string() });
/** Who measures on this host. */
export type LockHolder = z.infer<typeof LockHolder>;

/** The right to measure on this host; leaving the block gives it up. */
export type HostLock = AsyncDisposable;

/**
 * An abstract Unix socket: the kernel frees the name when its process ends in any way, so no stale
 * lock is possible. Its scope is the network namespace (man 7 unix).
 */
const lockName = 'emulate-host-lock';
const pathOf = (name: string): string => `\0${name}`;

/** A holder that is busy measuring answers late, or not at all. */
const answerLimitMs = 1000;
const answerLimitBytes = 4096;

const listen = (server: Server, path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ path }, () => {
      resolve(true);
    });
  });

const close = (server: Server, sockets: ReadonlySet<Socket>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of sockets) socket.destroy();
  });

type Answer = { readonly holder: LockHolder } | 'no-answer' | 'nobody';

const parseHolder = (text: string): Answer => {
  try {
    const parsed = LockHolder.safeParse(JSON.parse(text));
    return parsed.success ? { holder: parsed.data } : 'no-answer';
  } catch {
    return 'no-answer';
  }
};

/** Asks the process that holds the lock who it is. */
const askHolder = (path: string): Promise<Answer> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect({ path });
    const finish = (answer: Answer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('utf8');
    socket.setTimeout(answerLimitMs, () => {
      finish('no-answer');
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > answerLimitBytes) finish('no-answer');
    });
    socket.on('end', () => {
      finish(parseHolder(text));
    });
    socket.on('error', (error) => {
      finish(codeOf(error) === 'ECONNREFUSED' ? 'nobody' : 'no-answer');
    });
  });

const busy = (answer: Answer): Failure => {
  const why = "Two at once would spoil each other's numbers.";
  if (typeof answer === 'string')
    return {
      reason: 'busy',
      problem: `Another measurement is running on this host; it did not say which. ${why} Wait until it has ended.`,
    };
  const { profile, pid, startedUtc } = answer.holder;
  return {
    reason: 'busy',
    problem:
      `Another measurement is running on this host: profile '${profile}', process ${pid}, ` +
      `since ${startedUtc}. ${why} Wait until it has ended, or end it with 'kill -INT ${pid}'.`,
  };
};

/**
 * Takes the right to measure on this host, or says who has it. While held, it answers who holds it
 * to anyone on this host who asks.
 */
export const acquireHostLock = async (
  holder: LockHolder,
  name: string = lockName,
): Promise<Result<HostLock, Failure>> => {
  const path = pathOf(name);
  let answer: Answer = 'nobody';
  // A second attempt, because the holder may end between the refusal and the question.
  for (let attempt = 0; attempt < 2 && answer === 'nobody'; attempt += 1) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      socket.end(JSON.stringify(holder));
    });
    const listening = await tryFile(`@${name}`, 'listen', () => listen(server, path));
    if (!listening.ok) return listening;
    if (listening.value) {
      server.unref();
      return success({ [Symbol.asyncDispose]: () => close(server, sockets) });
    }
    answer = await askHolder(path);
  }
  return failed(busy(answer));
};
