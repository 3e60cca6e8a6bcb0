/** Who has to act: the user, nobody (it will probably pass), or us. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/**
 * An error whose message is entirely ours: no text from a server, no value of a record. Such messages may be logged.
 */
export abstract class OwnError extends Error {}

/** The error that ends a stream or a command. `message` is for the user; `cause` is for the log. */
export class ConnectorError extends OwnError {
  override readonly name = 'ConnectorError';
  readonly failureType: FailureType;

  constructor(failureType: FailureType, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.failureType = failureType;
  }

  /** Turns anything thrown into an error that can be shown: unexpected errors are our bugs. */
  static from(error: unknown): ConnectorError {
    if (error instanceof ConnectorError) return error;
    return new ConnectorError('system_error', 'The connector failed unexpectedly. This is a bug in the connector.', {
      cause: error,
    });
  }
}

/** A message of a stream without the stream's name before it. */
export const withoutName = (message: string, stream: string): string =>
  message.startsWith(`${stream}: `) ? message.slice(stream.length + 2) : message;
