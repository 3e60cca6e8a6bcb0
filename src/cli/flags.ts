/** The flags: what the parser knows is what the help shows. */
export const flags = {
  config: { type: 'string', describe: 'JSON file with the connection settings (all but spec)' },
  catalog: { type: 'string', describe: 'JSON file with the configured catalog (read, preview)' },
  state: { type: 'string', describe: 'JSON file with the states of an earlier read (read)' },
  stream: { type: 'string', describe: 'the stream to show, persons by default (preview)' },
  limit: { type: 'string', describe: 'how many records to show, 10 by default (preview)' },
  debug: { type: 'boolean', describe: 'log more' },
} as const;
