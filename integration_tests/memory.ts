import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Server } from '../scripts/bench/server.ts';
import { file } from './connector.ts';

const SAMPLE_EVERY_MS = 100;

interface Sample {
  readonly seconds: number;
  /** Resident set size in megabytes. */
  readonly resident: number;
}

export interface Measurement {
  readonly persons: number;
  readonly records: number;
  readonly seconds: number;
  readonly samples: readonly Sample[];
  /** The kernel's own high-water mark, in megabytes. */
  readonly peak: number;
  /** The growth during the second half, in megabytes, by the best-fitting straight line. */
  readonly growth: number;
}

/** Reads an account of this many persons with the real command line, and observes its memory. */
export async function measureMemory(persons: number, streams: readonly string[]): Promise<Measurement> {
  const options = ['--persons', String(persons), '--attendances', '15', '--no-limits', '--no-gzip'];
  const server = await Server.start(options);
  try {
    const catalog = {
      streams: streams.map((name) => ({ stream: { name, json_schema: {} }, sync_mode: 'incremental' })),
    };
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const args = ['read', '--config', file('config.json', server.config), '--catalog', file('catalog.json', catalog)];
    const began = performance.now();
    const child = spawn(process.execPath, [main, ...args], { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
    const samples: Sample[] = [];
    let peak = 0;
    const timer = setInterval(() => {
      const status = statusOf(child);
      if (status === undefined) return;
      peak = Math.max(peak, megabytes(status, 'VmHWM'));
      samples.push({ seconds: (performance.now() - began) / 1000, resident: megabytes(status, 'VmRSS') });
    }, SAMPLE_EVERY_MS);
    let records = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(RECORD); at >= 0; at = chunk.indexOf(RECORD, at + 1)) records++;
    });
    const [code] = await once(child, 'close');
    clearInterval(timer);
    if (code !== 0) throw new Error(`The connector ended with ${code}.`);
    const half = samples.slice(Math.floor(samples.length / 2));
    const seconds = (performance.now() - began) / 1000;
    return { persons, records, seconds, samples, peak, growth: (slope(half) * seconds) / 2 };
  } finally {
    await server.stop();
  }
}

const RECORD = Buffer.from('{"type":"RECORD"');

/** Undefined once the process is gone. */
function statusOf(child: ChildProcess): string | undefined {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return status.includes('VmRSS') ? status : undefined;
  } catch {
    return undefined;
  }
}

function megabytes(status: string, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}

/** Megabytes per second, by least squares. */
function slope(samples: readonly Sample[]): number {
  const mean = (read: (sample: Sample) => number) =>
    samples.reduce((sum, each) => sum + read(each), 0) / samples.length;
  const time = mean(({ seconds }) => seconds);
  const size = mean(({ resident }) => resident);
  const covariance = mean(({ seconds, resident }) => (seconds - time) * (resident - size));
  return covariance / mean(({ seconds }) => (seconds - time) ** 2);
}
