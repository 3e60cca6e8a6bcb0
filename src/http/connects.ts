import { subscribe } from 'node:diagnostics_channel';

interface Server {
  readonly hostname: string;
  readonly port: string;
}

interface ConnectFailure {
  readonly error: Error;
  readonly connectParams: Server;
}

/** By error: the server that a connection could not be made to. Most errors of Node and undici do not name it. */
const servers = new WeakMap<Error, Server>();

subscribe('undici:client:connectError', (message) => {
  const { error, connectParams } = message as ConnectFailure;
  // The error of a proxy's connection passes through that of the server behind it: the first one is right.
  if (!servers.has(error)) servers.set(error, connectParams);
});

/** The server whose connection failed with this error; undefined if the connection had been made. */
export const triedServer = (error: Error): Server | undefined => servers.get(error);
