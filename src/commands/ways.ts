import path from 'node:path';
import { isImage } from '../environment.ts';

/** A command line in parts; line breaks are allowed between them. */
export type CommandLine = readonly string[];

/** How to run the program, depending on how it was installed. */
export interface Way {
  /** Starts the sandbox and writes its config to `config.json`. */
  readonly sandbox: CommandLine;
  /** Runs a command with that config, writing its output to a file if one is given. */
  run(command: string, output?: string): CommandLine;
  /** How the same commands read an account of the user's. */
  readonly own: string;
}

const into = (output: string | undefined): string => (output === undefined ? '' : ` > ${output}`);

const IN_IMAGE: Way = {
  sandbox: ['docker run --rm --name personio source-personio sandbox > config.json'],
  run: (command, output) => [
    'docker run --rm --network container:personio -v "$PWD:/files:ro"',
    `source-personio ${command} --config /files/config.json${into(output)}`,
  ],
  own: 'The same commands read your own account with its config, without --network.',
};

const by = (program: string): Way => ({
  sandbox: [`${program} sandbox > config.json`],
  run: (command, output) => [`${program} ${command} --config config.json${into(output)}`],
  own: 'The same commands read your own account with its config.',
});

export function wayHere(): Way {
  if (isImage()) return IN_IMAGE;
  const isPackage = process.argv[1]?.includes(`${path.sep}node_modules${path.sep}`);
  return by(isPackage ? 'npx source-personio' : 'npx node dist/main.js');
}
