/** Signals that end the connector, with their exit codes. */
const CODES = { SIGTERM: 143, SIGINT: 130 };

/** Before a command runs, there is nothing to clean up. */
let stop = (_: string, code: number): void => process.exit(code);

/**
 * Listens for signals until the process ends. Node drops signals that arrived while the program was busy when the last
 * listener is removed. The first process of a container does not react to signals unless it listens.
 */
export function hearSignals(): void {
  for (const [signal, code] of Object.entries(CODES)) process.on(signal, () => stop(signal, code));
}

/** Replaces what a signal does. */
export function onSignal(handler: (signal: string, code: number) => void): void {
  stop = handler;
}
