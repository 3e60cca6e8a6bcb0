import { Parser } from 'yargs/helpers';
import type { Flags } from '../commands/command.ts';
import { ConnectorError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Declaration, Program } from './program.ts';

/** The command line, parsed but not checked. */
export interface CommandLine {
  readonly name: string | undefined;
  /** Undefined if no command was given, or one that does not exist. */
  readonly command: Declaration | undefined;
  /** The flags that any command takes, with their values. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Words and flags that no command takes. They may be anything, even a secret in the wrong place. */
  readonly unknown: readonly string[];
  /** The arguments after the name of a command that parses its own options. */
  readonly rest: readonly string[];
}

export function parseCommandLine(argv: readonly string[], { commands, flags }: Program): CommandLine {
  const ofType = (wanted: string) =>
    Object.entries(flags).flatMap(([name, { type }]) => (type === wanted ? [name] : []));
  const types = { string: ofType('string'), boolean: [...ofType('boolean'), 'help', 'version'] };
  const known = [...types.string, ...types.boolean];
  const [first = '', ...rest] = argv;
  const own = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (own?.ownOptions) return { name: first, command: own, values: {}, unknown: [], rest };
  // Only the parser of yargs: the rest would double the startup time, and only the help needs it.
  const { argv: args } = Parser.detailed([...argv], {
    ...types,
    alias: { help: ['h'] },
    configuration: {
      'strip-aliased': true,
      'unknown-options-as-args': true,
      'duplicate-arguments-array': false,
      'parse-positional-numbers': false,
      // Flags are recognised by their full names only.
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'short-option-groups': false,
    },
  });
  const words = args._.map(String);
  const name = words.find((word) => Object.hasOwn(commands, word));
  const options = Object.entries(args).filter(([key]) => key !== '_');
  const foreign = options.filter(([key]) => !known.includes(key)).map(([key]) => `--${key}`);
  return {
    name,
    command: name === undefined ? undefined : commands[name],
    values: Object.fromEntries(options.filter(([key]) => known.includes(key))),
    unknown: [...words.filter((word) => word !== name), ...foreign],
    rest: [],
  };
}

/** The command. Throws a config_error that names the one that was probably meant. */
export function commandOf({ command, unknown }: CommandLine, { commands }: Program): Declaration {
  if (command) return command;
  const names = Object.keys(commands);
  const words = unknown.filter((word) => !isFlag(word));
  const meant = words.map((word) => nearest(word, names)).find((name) => name !== undefined);
  const what = words.length === 0 ? 'A command is missing' : 'There is no such command';
  throw new ConnectorError('config_error', `${what}: use ${meant ?? `one of ${names.join(', ')}, or --help`}.`);
}

/** Throws a config_error if a flag is missing, empty or misspelt. */
export function checkFlags({ name, values, unknown }: CommandLine, command: Declaration): void {
  const accepted = [...command.needs, ...command.takes, 'help', 'version'];
  const others = [...unknown.filter(isFlag).map(nameOfFlag), ...Object.keys(values)].filter(
    (each) => !accepted.includes(each),
  );
  const meant = others.map((each) => nearest(each, accepted)).find((each) => each !== undefined);
  const missing = command.needs.filter((flag) => !(flag in values)).map((flag) => `--${flag} FILE`);
  const empty = accepted.filter((flag) => values[flag] === '').map((flag) => `--${flag}`);
  const problems = [
    ...(meant === undefined ? [] : [`${name} has no such flag: use --${meant}.`]),
    ...(missing.length === 0 ? [] : [`${name} needs ${missing.join(' and ')}.`]),
    ...(empty.length === 0 ? [] : [`${empty.join(' and ')} ${empty.length === 1 ? 'needs' : 'need'} a value.`]),
  ];
  if (problems.length > 0) throw new ConnectorError('config_error', problems.join(' '));
}

/** Describes what is ignored, since runners add their own flags. Only flags of other commands are named. */
export function ignoredFlags({ values, unknown }: CommandLine, { needs, takes }: Declaration): string[] {
  const accepted: readonly string[] = [...needs, ...takes];
  return [
    ...Object.keys(values)
      .filter((flag) => !accepted.includes(flag))
      .map((flag) => `--${flag}`),
    ...(unknown.some(isFlag) ? ['an unknown flag'] : []),
    ...(unknown.every(isFlag) ? [] : ['an unknown word']),
  ];
}

export function flagsOf({ values, rest }: CommandLine): Flags {
  const text = (name: string) => values[name] as string | undefined;
  return {
    config: text('config') ?? '',
    catalog: text('catalog') ?? '',
    state: text('state'),
    stream: text('stream'),
    streams: text('streams'),
    columns: text('columns'),
    limit: text('limit'),
    json: values.json === true,
    rest,
  };
}

const isFlag = (word: string): boolean => word.startsWith('-');

const nameOfFlag = (word: string): string => word.replace(/^-+/, '').replace(/=.*$/s, '');
