import yargs from 'yargs';
import { readAsset } from './assets.ts';
import { commands } from './cli.ts';

/** Prints `--help` or `--version` as text. */
export async function printHelp(argv: readonly string[]): Promise<void> {
  const { version } = readAsset('package.json') as { version: string };
  const parser = yargs([...argv])
    .scriptName('source-personio')
    .usage(
      '$0 <command> [flags]\n\nReads Personio through its API and prints messages of the Airbyte protocol, one JSON object a line.',
    )
    .version(version)
    .locale('en')
    .option('config', { type: 'string', describe: 'JSON file with the connection settings (all but spec)' })
    .option('catalog', { type: 'string', describe: 'JSON file with the configured catalog (read, preview)' })
    .option('state', { type: 'string', describe: 'JSON file with the states of an earlier read (read)' })
    .option('stream', { type: 'string', describe: 'the stream to show, persons by default (preview)' })
    .option('limit', { type: 'string', describe: 'how many records to show, 10 by default (preview)' })
    .option('debug', { type: 'boolean', describe: 'log more' })
    .example('$0 check --config config.json', 'test the credentials')
    .example('$0 preview --config config.json --stream employments', 'look at the first records')
    .example('$0 discover --config config.json > discovered.json', 'see streams and fields')
    .example('$0 read --config config.json --catalog catalog.json', 'read everything')
    .example('$0 read --config config.json --catalog catalog.json --state state.json', 'read what changed')
    .epilogue('Exit codes: 0 all is done, 1 something is missing or wrong, 143 stopped by SIGTERM, 130 by SIGINT.')
    .exitProcess(false)
    .strict(false);
  for (const [name, { describe }] of Object.entries(commands)) parser.command(name, describe);
  await parser.parseAsync();
}
