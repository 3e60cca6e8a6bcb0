import { subscribe } from 'node:diagnostics_channel';

interface Server {
  readonly hostname: string;
  readonly port: string;
}

interface ConnectFailure {
  readonly error: Error;
  readonly connectParams: Server;
}

/** By error: the server to which no connection could be made. Most errors of Node and undici do not name it. */
const servers = new WeakMap<Error, Server>();

subscribe('undici:client:connectError', (message) => {
  const { error, connectParams } = message as ConnectFailure;
  // The error of a connection to a proxy is reported again for the server behind it: the first report is right.
  if (!servers.has(error)) servers.set(error, connectParams);
});

/** The server whose connection failed with this error; undefined if it had been connected. */
export const triedServer = (error: Error): Server | undefined => servers.get(error);
