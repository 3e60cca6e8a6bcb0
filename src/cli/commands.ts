import type { Command } from '../commands/command.ts';

/** What the parser knows is what the help shows. */
export const flags = {
  config: { type: 'string', describe: 'JSON file with the connection settings (all but spec)' },
  catalog: { type: 'string', describe: 'JSON file with the configured catalog (read, preview)' },
  state: { type: 'string', describe: 'JSON file with the states of an earlier read (read)' },
  stream: { type: 'string', describe: 'the stream to show, persons by default (preview)' },
  limit: { type: 'string', describe: 'how many records to show, 10 by default (preview)' },
  columns: { type: 'string', describe: 'the columns to show, separated by commas (preview)' },
  json: { type: 'boolean', describe: 'show records as JSON, one a line (preview)' },
  debug: { type: 'boolean', describe: 'log more' },
} as const;

interface CommandDeclaration {
  readonly describe: string;
  readonly needs: readonly ('config' | 'catalog')[];
  /** Its answer is text, and so are its errors. */
  readonly forPeople?: boolean;
  readonly load: () => Promise<Command>;
}

export const commands: Readonly<Record<string, CommandDeclaration>> = {
  spec: { describe: 'print the setup form', needs: [], load: async () => (await import('../commands/spec.ts')).spec },
  check: {
    describe: 'log in and say which streams can be read',
    needs: ['config'],
    load: async () => (await import('../commands/check.ts')).check,
  },
  discover: {
    describe: 'print the streams with their fields',
    needs: ['config'],
    load: async () => (await import('../commands/discover.ts')).discover,
  },
  read: {
    describe: 'print the records of the selected streams',
    needs: ['config', 'catalog'],
    load: async () => (await import('../commands/read.ts')).read,
  },
  preview: {
    describe: 'show the first records of a stream as a table',
    needs: ['config'],
    forPeople: true,
    load: async () => (await import('../commands/preview.ts')).preview,
  },
};
