/** Who has to act: the user, nobody (it will probably pass), or we. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/** An error whose message is ours alone: no text of a server, no value of a record. Such messages go into the log. */
export abstract class OwnError extends Error {}

/** The error that ends a stream or a command. `message` is for the user; `cause` is for the log. */
export class ConnectorError extends OwnError {
  override readonly name = 'ConnectorError';
  readonly failureType: FailureType;

  constructor(failureType: FailureType, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.failureType = failureType;
  }

  /** Whatever was thrown, as an error that can be shown: what nobody expected is a bug of ours. */
  static from(error: unknown): ConnectorError {
    if (error instanceof ConnectorError) return error;
    return new ConnectorError('system_error', 'The connector failed unexpectedly; this is a bug in it.', {
      cause: error,
    });
  }
}
