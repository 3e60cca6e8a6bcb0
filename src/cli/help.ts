import yargs, { type Argv } from 'yargs';
import { readAsset } from '../assets.ts';
import type { CommandLine } from './command_line.ts';
import { commands, type Declaration, flags } from './commands.ts';

const PROGRAM = 'source-personio';

const ABOUT = 'Reads Personio through its API and prints messages of the Airbyte protocol, one JSON object a line.';

const FIRST_STEPS = [
  ['Test the credential', 'check --config config.json'],
  ['Look at people', 'preview --config config.json'],
  ['Read the suggested streams', 'read --config config.json'],
] as const;

const EXIT_CODES =
  'Exit codes: 0 everything is done (check: there is an answer), 1 something is missing or wrong, 143 stopped by SIGTERM, 130 by SIGINT.';

/** Prints `--help`, of one command or of all, or `--version`, as text. */
export async function printHelp({ name, command, values }: CommandLine): Promise<void> {
  const { version } = readAsset('package.json') as { version: string };
  const parser = yargs([values.help ? '--help' : '--version'])
    .scriptName(PROGRAM)
    // Both come after the flags of the command.
    .help(false)
    .version(false)
    .locale('en')
    .exitProcess(false)
    .strict(false);
  await (command ? ofCommand(parser, `${name}`, command) : ofAll(parser))
    .help('help', 'show this help')
    .version('version', 'show the version', version)
    .parseAsync();
}

function ofCommand(parser: Argv, name: string, { describe, details, needs, takes, examples }: Declaration): Argv {
  for (const flag of [...needs, ...takes]) parser.option(flag, { ...flags[flag], demandOption: needs.includes(flag) });
  const required = needs.map((flag) => ` --${flag} FILE`).join('');
  const about = `${describe[0]?.toUpperCase()}${describe.slice(1)}.`;
  return parser
    .usage([`$0 ${name}${required} [flags]`, about, ...(details === undefined ? [] : [details])].join('\n\n'))
    .epilogue(listed(examples));
}

function ofAll(parser: Argv): Argv {
  for (const [name, { describe }] of Object.entries(commands)) parser.command(name, describe);
  return parser
    .usage(`$0 <command> [flags]\n\n${ABOUT}`)
    .epilogue(listed(FIRST_STEPS))
    .epilogue(`\n${PROGRAM} <command> --help shows the flags of a command, with examples.\n\n${EXIT_CODES}`);
}

const listed = (examples: Declaration['examples']): string =>
  `Examples:\n${examples.map(([purpose, line]) => `  # ${purpose}\n  ${PROGRAM} ${line}`).join('\n')}`;
