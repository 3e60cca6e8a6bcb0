import path from 'node:path';
import { isImage } from '../environment.ts';

/** A command line in parts, between which it may be broken. */
type CommandLine = readonly string[];

/** How people call the program, as it was installed here. */
export interface Way {
  /** Starts the sandbox, and writes its config to `config.json`. */
  readonly sandbox: CommandLine;
  /** Runs a command with that config. */
  run(command: string): CommandLine;
}

const IN_IMAGE: Way = {
  sandbox: ['docker run --rm --name personio source-personio sandbox > config.json'],
  run: (command) => [
    'docker run --rm --network container:personio -v "$PWD:/files:ro"',
    `source-personio ${command} --config /files/config.json`,
  ],
};

const by = (program: string): Way => ({
  sandbox: [`${program} sandbox > config.json`],
  run: (command) => [`${program} ${command} --config config.json`],
});

export function wayHere(): Way {
  if (isImage()) return IN_IMAGE;
  const isPackage = process.argv[1]?.includes(`${path.sep}node_modules${path.sep}`);
  return by(isPackage ? 'npx source-personio' : 'npx node dist/main.js');
}
