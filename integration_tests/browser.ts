// A headless browser, where one is installed.
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** As Debian and others name it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
/** What it asks for itself: updates, time, dictionaries. The rules below let none of it out. */
const OWN = /\.(?:google|googleapis|gvt1)\.com$/;

export const browser: string | undefined = (process.env.PATH ?? '')
  .split(path.delimiter)
  .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  .find(isProgram);

export interface Opened {
  /** The page as the browser understood it. */
  readonly dom: string;
  /** What it wrote to its console: errors, and what the page's policy blocked. */
  readonly console: readonly string[];
  /** Addresses that it asked for, other than the file's. */
  readonly requests: readonly string[];
}

/** Opens a file as a page. */
export async function opened(file: string): Promise<Opened> {
  const folder = mkdtempSync(path.join(tmpdir(), 'source-personio-browser-'));
  const log = path.join(folder, 'net.json');
  const page = pathToFileURL(file).href;
  try {
    const { stdout, stderr } = await promisify(execFile)(browser ?? '', [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', `--user-data-dir=${folder}`],
      ...['--enable-logging=stderr', `--log-net-log=${log}`, '--dump-dom', page],
    ]);
    const { events } = JSON.parse(readFileSync(log, 'utf8')) as { events: { params?: { url?: string } }[] };
    const addresses = new Set(events.flatMap(({ params }) => params?.url ?? []));
    return {
      dom: stdout,
      console: stderr.split('\n').filter((line) => line.includes(':CONSOLE:')),
      requests: [...addresses].filter((url) => url !== page && !OWN.test(new URL(url).hostname)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
