import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on another origin: it remembers the requests, and answers with a record that must not turn up. */
export interface Elsewhere {
  readonly url: string;
  /** The Authorization header of each request, or its absence. */
  readonly asked: readonly (string | undefined)[];
  close(): void;
}

export const STOLEN = 'stolen-from-elsewhere';

export async function startElsewhere(): Promise<Elsewhere> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: STOLEN, _data: [{ id: STOLEN }] }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
