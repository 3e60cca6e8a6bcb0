import { createServer, request as forward } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy as companies have them: it tunnels with CONNECT, forwards the rest, and may require a password. */
export interface TestProxy {
  readonly url: string;
  /** `CONNECT host:port` or `GET http://…`, and the names of the headers that it saw. */
  readonly asked: readonly { readonly target: string; readonly headers: readonly string[] }[];
  /** What it does with the next requests. */
  manners: { password?: string; refuses?: number };
  close(): void;
}

export async function startProxy(): Promise<TestProxy> {
  const asked: { target: string; headers: string[] }[] = [];
  const sockets = new Set<Socket>();
  const manners: TestProxy['manners'] = {};
  const refusal = (authorization: string | undefined): number | undefined => {
    if (manners.refuses !== undefined) return manners.refuses;
    if (manners.password === undefined) return undefined;
    const given = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
    return given === manners.password ? undefined : 407;
  };

  const server = createServer((request, response) => {
    asked.push({ target: `${request.method} ${request.url}`, headers: Object.keys(request.headers) });
    const status = refusal(request.headers['proxy-authorization']);
    if (status !== undefined) return void response.writeHead(status).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = forward(request.url ?? '', { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, client: Socket) => {
    asked.push({ target: `CONNECT ${request.url}`, headers: Object.keys(request.headers) });
    const status = refusal(request.headers['proxy-authorization']);
    if (status !== undefined) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const [host = '', port = ''] = request.url?.split(':') ?? [];
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    manners,
    close: () => {
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
