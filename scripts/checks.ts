// How the scripts that test the connector from outside run their checks: a line per check, and a closing line that
// .ci/run counts.

/** `run` throws when the check fails and may return a remark for its line. */
export interface Check {
  name: string;
  run: () => Promise<string | undefined>;
}

/** Thrown if the machine lacks what a check needs. */
export class Skip extends Error {}

/** Checks that depend on each other: after one that failed or was skipped the others are skipped. */
export function inOrder(checks: readonly Check[]): Check[] {
  let stopped: string | undefined;
  return checks.map(({ name, run }) => ({
    name,
    run: async () => {
      if (stopped !== undefined) throw new Skip(stopped);
      try {
        return await run();
      } catch (error) {
        stopped = error instanceof Skip ? error.message : `needs what failed: ${name}`;
        throw error;
      }
    },
  }));
}

type Verdict = 'passed' | 'failed' | 'skipped';

export class Tally {
  readonly count: Record<Verdict, number> = { passed: 0, failed: 0, skipped: 0 };
  private readonly cleanUp: () => Promise<void>;

  /** `cleanUp` removes what a check has left behind. */
  constructor(cleanUp: () => Promise<void> = async () => {}) {
    this.cleanUp = cleanUp;
  }

  async attemptAll(checks: readonly Check[]): Promise<void> {
    for (const check of checks) this.count[await this.attempt(check)]++;
  }

  /** Prints the closing line and sets the exit code. */
  close(): void {
    const { passed, failed, skipped } = this.count;
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = failed > 0 ? 1 : 0;
  }

  private async attempt({ name, run }: Check): Promise<Verdict> {
    const from = Date.now();
    const say = (mark: string, remark?: string) => {
      const seconds = ((Date.now() - from) / 1000).toFixed(1);
      console.log(`${mark} ${name} (${seconds} s)${remark === undefined ? '' : `: ${remark.replaceAll(/\s+/g, ' ')}`}`);
    };
    try {
      say('ok  ', await run());
      return 'passed';
    } catch (error) {
      say(error instanceof Skip ? 'skip' : 'FAIL', error instanceof Error ? error.message : String(error));
      return error instanceof Skip ? 'skipped' : 'failed';
    } finally {
      await this.cleanUp();
    }
  }
}
