import yargs from 'yargs';
import { readAsset } from '../assets.ts';
import { commands, flags } from './commands.ts';

const EXAMPLES = [
  ['check --config config.json', 'test the credentials'],
  ['preview --config config.json --stream employments', 'look at the first records'],
  ['discover --config config.json > discovered.json', 'see streams and fields'],
  ['read --config config.json --catalog catalog.json', 'read everything'],
  ['read --config config.json --catalog catalog.json \\\n    --state state.json', 'read what changed'],
] as const;

/** Prints `--help` or `--version` as text. */
export async function printHelp(asked: '--help' | '--version'): Promise<void> {
  const { version } = readAsset('package.json') as { version: string };
  // Whatever else was given: asked of one command, too, all of it is told.
  const parser = yargs([asked])
    .scriptName('source-personio')
    .usage(
      '$0 <command> [flags]\n\nReads Personio through its API and prints messages of the Airbyte protocol, one JSON object a line.',
    )
    .version(version)
    .locale('en')
    .options(flags)
    .epilogue(`Examples:\n${EXAMPLES.map(([command, what]) => `  # ${what}\n  source-personio ${command}`).join('\n')}`)
    .epilogue('\nExit codes: 0 all is done, 1 something is missing or wrong, 143 stopped by SIGTERM, 130 by SIGINT.')
    .exitProcess(false)
    .strict(false);
  for (const [name, { describe }] of Object.entries(commands)) parser.command(name, describe);
  await parser.parseAsync();
}
