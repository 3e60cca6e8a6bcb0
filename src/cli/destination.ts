import { GRACE_MS } from '../commands/destination/grace.ts';
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
  check: {
    describe: 'test the credential and list what it can write',
    details: 'It writes nothing. It also shows what each mapped stream becomes.',
    needs: ['config'],
    takes: ['json', 'debug'],
    examples: [['Test the credential', 'check --config config.json']],
    ...ON_A_TERMINAL,
    failureIsAnswer: true,
    load: async () => (await import('../commands/destination/check.ts')).check,
  },
  discover: {
    describe: 'print the objects, what can be done with them, and their members',
    needs: ['config'],
    takes: ['json', 'debug'],
    examples: [['See what can be written', 'discover --config config.json']],
    ...ON_A_TERMINAL,
    load: async () => (await import('../commands/destination/discover.ts')).discover,
  },
  write: {
    describe: 'write the records on standard input into Personio',
    details:
      'It reads RECORD and STATE messages until the end of its input, and prints each state as soon as the rows before it are settled. With the setting dry_run it writes nothing.',
    needs: ['config', 'catalog'],
    takes: ['json', 'debug'],
    examples: [['Write what a file has', 'write --config config.json --catalog catalog.json < records.jsonl']],
    // States and logs stay together, so that a log of the whole run can be kept.
    logs: 'never',
    errors: 'on a terminal',
    signalCutsShort: true,
    graceMs: GRACE_MS,
    load: async () => (await import('../commands/destination/write.ts')).write,
  },
};

/** The program that writes into Personio. */
export const destination: Program = {
  name: 'destination-personio',
  about:
    'Writes records into Personio through its API: it reads messages of the Airbyte protocol on standard input, one JSON object a line.',
  flags,
  commands,
  firstSteps: [
    ['Test the credential', 'check --config config.json'],
    ['Write what a file has', 'write --config config.json --catalog catalog.json < records.jsonl'],
  ],
};
