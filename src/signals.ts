/** Signals that end the connector, and the exit code that says so. */
export const SIGNALS = { SIGTERM: 143, SIGINT: 130 };
