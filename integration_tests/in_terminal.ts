import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** util-linux provides pseudo-terminals. */
export const canMakeTerminals = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false;

/** Runs a command line of the shell in a terminal of 80 × 24: what was written to it, and the exit code. */
export function inTerminal(command: string): Promise<{ bytes: string; exit: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qefc', `stty cols 80 rows 24; ${command}`, '/dev/null'], {
      env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh', TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let bytes = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      bytes += text;
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ bytes, exit }));
  });
}
