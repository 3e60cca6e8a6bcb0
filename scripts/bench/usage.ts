// Loaded into a measured program with `--import`: when that ends, it writes its usage to the file in BENCH_USAGE.
import { readFileSync, writeFileSync } from 'node:fs';

export interface Usage {
  /** Seconds of all threads, in the program and in the kernel. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const target = process.env.BENCH_USAGE;
process.on('exit', () => {
  if (target === undefined) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: Usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMegabytes: (highWaterMark() ?? maxRSS) / 1024,
  };
  writeFileSync(target, JSON.stringify(usage));
});

/** In kB. `maxRSS` may be the peak of the process that started this one; on Linux this one's own is available. */
function highWaterMark(): number | undefined {
  try {
    const [, kB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kB === undefined ? undefined : Number(kB);
  } catch {
    return undefined;
  }
}
