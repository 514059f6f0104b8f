import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry may do wrong with a package's tarball. */
export type Misbehaviour = 'other-content' | 'redirected' | 'cut-short' | 'absent';

/** A registry of npm packages on this machine. */
export interface FakeRegistry extends AsyncDisposable {
  readonly url: string;
}

/**
 * Offers every package in every version with one tarball, and tells of it what is true of it: npm itself finds
 * nothing to complain about. Leaving the block ends it.
 */
export const startFakeRegistry = async (
  tarball: Uint8Array,
  misbehaviour: Misbehaviour,
): Promise<FakeRegistry> => {
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url());
    if (pathname === '/elsewhere.tgz') {
      response.end(tarball);
    } else if (!pathname.endsWith('.tgz')) {
      const name = decodeURIComponent(pathname.slice(1));
      const version = '3.22.1';
      const dist = { tarball: `${url()}/${name}/-/package.tgz`, integrity };
      const document = {
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { name, version, dist } },
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(document));
    } else if (misbehaviour === 'absent') {
      response.statusCode = 404;
      response.end();
    } else if (misbehaviour === 'redirected') {
      response.statusCode = 302;
      response.setHeader('location', `${url()}/elsewhere.tgz`);
      response.end();
    } else if (misbehaviour === 'cut-short') {
      response.setHeader('content-length', tarball.length);
      response.write(tarball.subarray(0, tarball.length / 2), () => response.destroy());
    } else {
      response.end(tarball);
    }
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: url(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
