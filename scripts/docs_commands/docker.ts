// Replaces `docker` when the pages' commands are tested: runs the built connector instead of the image, with container
// paths translated to those of the mounts. Refuses options that it does not know.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const DIST = path.resolve(import.meta.dirname, '../../dist');
const PROGRAMS: Readonly<Record<string, string>> = {
  'source-personio': 'main.js',
  'destination-personio': 'destination.js',
};
const ALONE = ['--rm', '-i', '--read-only'];
const WITH_VALUE = ['--user', '--memory', '--name', '--network', '--log-driver', '--cap-drop'];

function refuse(why: string): never {
  console.error(`docker of the tests: ${why}`);
  process.exit(125);
}

const [command, ...words] = process.argv.slice(2);
if (command !== 'run') refuse(`"${command}" is unknown`);

const mounts: { host: string; inside: string }[] = [];
let image: string | undefined;
let folder: string | undefined;
while (words.length > 0 && image === undefined) {
  const word = words.shift() ?? '';
  if (ALONE.includes(word)) continue;
  if (WITH_VALUE.includes(word)) {
    words.shift();
  } else if (word === '-v') {
    const [host = '', inside = '', mode = ''] = (words.shift() ?? '').split(':');
    if (!path.isAbsolute(host) || !existsSync(host)) refuse(`${host} is mounted but does not exist`);
    if (!['', 'ro'].includes(mode)) refuse(`${mode} is not a mode of a mount`);
    mounts.push({ host, inside });
  } else if (word === '-w') {
    folder = words.shift();
  } else if (word.startsWith('-')) {
    refuse(`${word} is unknown`);
  } else {
    image = word;
  }
}
const program = PROGRAMS[image?.split(':')[0] ?? ''] ?? refuse(`${image} is not an image`);

const onHost = (word: string): string => {
  const mount = mounts.find(({ inside }) => word === inside || word.startsWith(`${inside}/`));
  if (mount) return mount.host + word.slice(mount.inside.length);
  return path.isAbsolute(word) ? refuse(`${word} is in no mount`) : word;
};
const cwd = folder === undefined ? undefined : onHost(folder);
const child = spawn(process.execPath, [path.join(DIST, program), ...words.map(onHost)], { stdio: 'inherit', cwd });
child.on('close', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 137);
});
