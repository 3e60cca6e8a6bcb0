/** Signals that end the connector, and the exit code that says so. */
const CODES = { SIGTERM: 143, SIGINT: 130 };

/** Until a command runs there is nothing to bring to an end. */
let stop = (_: string, code: number): void => process.exit(code);

/**
 * From now on signals are heard, for as long as the process lives: with its last listener Node would also drop the signals
 * that came while the program was busy. As the first process of a container it would hear none by itself.
 */
export function hearSignals(): void {
  for (const [signal, code] of Object.entries(CODES)) process.on(signal, () => stop(signal, code));
}

/** What is done with a signal from now on. */
export function onSignal(handler: (signal: string, code: number) => void): void {
  stop = handler;
}
