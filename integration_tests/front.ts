import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './connector.ts';

/** The sandbox sees its own address. */
export const OTHER_CLIENT_ID = 'papi-22222222-2222-4333-8444-555555555555';
const CLIENT_ID = 'papi-11111111-2222-4333-8444-555555555555';

/** A request on its way to the sandbox. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  /** How many requests for this path came before. */
  readonly before: number;
}

export interface Given {
  readonly status: number;
  readonly json: unknown;
}

/** Replaces the sandbox's response; undefined for the response itself. `'cut'` ends the connection. */
export type Lie = (asked: Asked, given: Given) => Given | 'cut' | undefined | Promise<Given | 'cut' | undefined>;

/** A proxy between the connector and the sandbox that falsifies responses. */
export class Front {
  readonly #server: Server;
  readonly #counts = new Map<string, number>();
  readonly #behind: string;
  lie: Lie | undefined;

  private constructor(behind: string) {
    this.#behind = behind;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async before(behind: string): Promise<Front> {
    const front = new Front(behind);
    await new Promise<void>((resolve) => {
      front.#server.listen(0, '127.0.0.1', resolve);
    });
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on requests count from zero. */
  tell(lie: Lie | undefined): void {
    this.lie = lie;
    this.#counts.clear();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    const body = await new Response(request as unknown as ReadableStream).text();
    const { host: _, connection: __, 'content-length': ___, 'accept-encoding': ____, ...headers } = request.headers;
    const answer = await fetch(this.#behind + target, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body !== '' && { body: body.replaceAll(OTHER_CLIENT_ID, CLIENT_ID) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const [path = '', query] = target.split('?', 2);
    const before = this.#counts.get(path) ?? 0;
    this.#counts.set(path, before + 1);
    const sent = Object.fromEntries(
      [...answer.headers].filter(
        ([name]) =>
          !['content-length', 'content-encoding', 'transfer-encoding', 'connection', 'keep-alive'].includes(name),
      ),
    );
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    const lied =
      this.lie && path !== '/v2/auth/token' && (isJson || bytes.length === 0)
        ? await this.lie(
            { path, query: new URLSearchParams(query), before },
            { status: answer.status, json: bytes.length > 0 ? (JSON.parse(bytes.toString()) as Json) : undefined },
          )
        : undefined;
    if (lied === 'cut') return void response.destroy();
    const text = lied
      ? JSON.stringify(lied.json ?? null)
      : isJson
        ? bytes.toString().replaceAll(this.#behind, this.url)
        : bytes;
    response.writeHead(lied?.status ?? answer.status, { ...sent, 'content-length': String(Buffer.byteLength(text)) });
    response.end(text);
  }
}
