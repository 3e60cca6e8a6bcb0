import { COMMON_FLAGS, type Declaration, ON_A_TERMINAL, type Program } from './program.ts';

const flags = {
  config: COMMON_FLAGS.config,
  catalog: { type: 'string', describe: 'JSON file with a configured catalog: the streams that come' },
  json: COMMON_FLAGS.json,
  debug: COMMON_FLAGS.debug,
} as const;

const commands: Readonly<Record<string, Declaration>> = {
  spec: {
    describe: 'print the setup form',
    needs: [],
    takes: ['json', 'debug'],
    examples: [['See every setting', 'spec']],
    ...ON_A_TERMINAL,
    load: async () => (await import('../commands/destination/spec.ts')).spec,
  },
};

/** The program that writes into Personio. */
export const destination: Program = {
  name: 'destination-personio',
  about:
    'Writes records into Personio through its API: it reads messages of the Airbyte protocol on standard input, one JSON object a line.',
  flags,
  commands,
  firstSteps: [['See every setting', 'spec']],
  exitCodes:
    'Exit codes: 0 everything is done (check: there is an answer), 1 something is missing or wrong, 143 stopped by SIGTERM, 130 by SIGINT.',
};
