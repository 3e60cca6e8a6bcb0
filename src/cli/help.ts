import yargs, { type Argv } from 'yargs';
import { readAsset } from '../assets.ts';
import type { CommandLine } from './command_line.ts';
import { type Declaration, EXIT_CODES, type Examples, type Program } from './program.ts';

/** Prints `--help`, of one command or of all, or `--version`, as text. */
export async function printHelp({ name, command, values }: CommandLine, program: Program): Promise<void> {
  const { version } = readAsset('package.json') as { version: string };
  const parser = yargs([values.help ? '--help' : '--version'])
    .scriptName(program.name)
    // Both come after the flags of the command.
    .help(false)
    .version(false)
    .locale('en')
    .exitProcess(false)
    .strict(false);
  await (command ? ofCommand(parser, `${name}`, command, program) : ofAll(parser, program))
    .help('help', 'show this help')
    .version('version', 'show the version', version)
    .parseAsync();
}

function ofCommand(parser: Argv, name: string, command: Declaration, program: Program): Argv {
  const { describe, details, needs, takes, examples } = command;
  for (const flag of [...needs, ...takes])
    parser.option(flag, { ...program.flags[flag], demandOption: needs.includes(flag) });
  const required = needs.map((flag) => ` --${flag} FILE`).join('');
  const about = `${describe[0]?.toUpperCase()}${describe.slice(1)}.`;
  return parser
    .usage([`$0 ${name}${required} [flags]`, about, ...(details === undefined ? [] : [details])].join('\n\n'))
    .epilogue(listed(examples, program));
}

function ofAll(parser: Argv, program: Program): Argv {
  for (const [name, { describe }] of Object.entries(program.commands)) parser.command(name, describe);
  return parser
    .usage(`$0 <command> [flags]\n\n${program.about}`)
    .epilogue(listed(program.firstSteps, program))
    .epilogue(`\n${program.name} <command> --help shows the flags of a command, with examples.\n\n${EXIT_CODES}`);
}

const listed = (examples: Examples, { name }: Program): string =>
  `Examples:\n${examples.map(([purpose, line]) => `  # ${purpose}\n  ${name} ${line}`).join('\n')}`;
