import { COMMON_FLAGS, type Declaration, ON_A_TERMINAL, type Program } from './program.ts';

const flags = {
  config: COMMON_FLAGS.config,
  catalog: { type: 'string', describe: 'JSON file with a configured catalog, or what discover printed' },
  state: { type: 'string', describe: 'file with the states of an earlier read, or with all that it printed' },
  stream: { type: 'string', describe: 'stream to show (default: persons, if it can be read)' },
  streams: { type: 'string', describe: 'streams to select, separated by commas' },
  columns: { type: 'string', describe: 'columns to show, separated by commas' },
  limit: { type: 'string', describe: 'number of records to show (default: 10)' },
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
    load: async () => (await import('../commands/spec.ts')).spec,
  },
  check: {
    describe: 'test the credential and list what it can read',
    needs: ['config'],
    takes: ['json', 'debug'],
    examples: [['Test the credential', 'check --config config.json']],
    ...ON_A_TERMINAL,
    failureIsAnswer: true,
    load: async () => (await import('../commands/check.ts')).check,
  },
  discover: {
    describe: 'print the streams and their fields',
    needs: ['config'],
    takes: ['json', 'debug'],
    examples: [
      ['See the streams', 'discover --config config.json'],
      ['Save them; read --catalog takes this file', 'discover --config config.json > discovered.json'],
    ],
    ...ON_A_TERMINAL,
    load: async () => (await import('../commands/discover.ts')).discover,
  },
  catalog: {
    describe: 'print a configured catalog, for read and for other runners',
    details:
      'Without --streams it has the suggested streams that the credential can read. Streams with a cursor are incremental.',
    needs: ['config'],
    takes: ['streams', 'json', 'debug'],
    examples: [
      ['Select the suggested streams', 'catalog --config config.json > catalog.json'],
      ['Select two streams', 'catalog --config config.json --streams persons,employments'],
    ],
    logs: 'always',
    errors: 'on a terminal',
    load: async () => (await import('../commands/catalog.ts')).catalog,
  },
  read: {
    describe: 'print the records of the selected streams',
    details:
      'Without --catalog and --streams it reads the suggested streams that the credential can read. --streams selects others. With both, it reads those streams of the catalog. Without --state it reads everything; with it, what changed since.',
    needs: ['config'],
    takes: ['streams', 'catalog', 'state', 'json', 'debug'],
    examples: [
      ['Read the suggested streams', 'read --config config.json > first.jsonl'],
      ['Read what changed since', 'read --config config.json --state first.jsonl > second.jsonl'],
      ['Read two streams', 'read --config config.json --streams persons,employments'],
      ['Read what a catalog selects', 'read --config config.json --catalog catalog.json'],
    ],
    // Records and logs stay together, so that a log of the whole run can be kept.
    logs: 'never',
    errors: 'on a terminal',
    showsProgress: true,
    signalCutsShort: true,
    load: async () => (await import('../commands/read.ts')).read,
  },
  preview: {
    describe: 'show the first records of a stream as a table',
    details: 'It is a table in a pipe, too. With --json, each line is a record.',
    needs: ['config'],
    takes: ['stream', 'columns', 'limit', 'catalog', 'json', 'debug'],
    examples: [
      ['Look at people', 'preview --config config.json'],
      ['Look at three employments', 'preview --config config.json --stream employments --limit 3'],
      ['Look at two columns', 'preview --config config.json --columns last_name,email'],
      ['See only what a catalog selects', 'preview --config config.json --catalog catalog.json'],
    ],
    logs: 'always',
    errors: 'always',
    load: async () => (await import('../commands/preview.ts')).preview,
  },
  demo: {
    describe: 'read an account of invented people, to see how it works',
    needs: [],
    takes: ['debug'],
    examples: [['See it work, without an account', 'demo']],
    logs: 'always',
    errors: 'always',
    load: async () => (await import('../commands/demo/demo.ts')).demo,
  },
  sandbox: {
    describe: 'serve an account of invented people, to try the commands on',
    needs: [],
    takes: [],
    ownOptions: true,
    examples: [['Serve 500 people, and print the config to read them with', 'sandbox --persons 500']],
    logs: 'always',
    errors: 'always',
    load: async () => (await import('../commands/sandbox.ts')).sandbox,
  },
};

/** The program that reads Personio. */
export const source: Program = {
  name: 'source-personio',
  about: 'Reads Personio through its API and prints messages of the Airbyte protocol, one JSON object a line.',
  flags,
  commands,
  firstSteps: [
    ['Test the credential', 'check --config config.json'],
    ['Look at people', 'preview --config config.json'],
    ['Read the suggested streams', 'read --config config.json'],
  ],
};
