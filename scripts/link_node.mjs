// Puts the locked Node 24 first on the PATH of the scripts. npm links it by itself, but npm 10 removes the link when it
// drops the same Node for the other processor. Runs on whatever Node the machine has.
import { existsSync, rmSync, symlinkSync } from 'node:fs';

const bin = new URL('../node_modules/.bin/', import.meta.url);
const target = `../node-linux-${process.arch}/bin/node`;
const link = new URL('node', bin);

if (existsSync(new URL(target, bin)) && !existsSync(link)) {
  rmSync(link, { force: true });
  symlinkSync(target, link);
}
