// A shell pipe, as docs/integrations/destinations/personio.md has it: one account's people into a second one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Run } from '../../integration_tests/connector.ts';
import { type Check, inOrder } from '../checks.ts';
import { run, tail } from '../process.ts';
import { COLUMNS, People, REJECTED } from './people.ts';
import type { Kind } from './target.ts';

interface Stats {
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
}

export function pipeChecks(kind: Kind): Check[] {
  let people: People;
  let runs = 0;

  /** Reads on from the states of the run before. Returns what the destination printed. */
  async function pipe(): Promise<Run> {
    const { target, from } = people;
    const properties = Object.fromEntries(COLUMNS.map((column) => [column, {}]));
    const first = target.file('first.json', from.config);
    const second = target.file('second.json', people.config(`${target.folder}/report`));
    const catalog = target.file('people.json', {
      streams: [
        {
          stream: { name: 'persons', json_schema: { properties } },
          sync_mode: 'incremental',
          destination_sync_mode: 'append_dedup',
        },
      ],
    });
    const states = (number: number) => `'${target.folder}/states-${number}.jsonl'`;
    const read = `'${target.program}' read --config '${first}' --catalog '${catalog}'`;
    const resumed = runs === 0 ? read : `${read} --state ${states(runs)}`;
    const write = `'${target.destination}' write --config '${second}' --catalog '${catalog}' > ${states(runs + 1)}`;
    const { exit, stderr } = await run('bash', ['-c', `set -o pipefail; ${resumed} | ${write}`]);
    runs++;
    const output = new Run(fs.readFileSync(`${target.folder}/states-${runs}.jsonl`, 'utf8'), stderr, exit);
    assert.equal(stderr, '');
    assert.equal(exit, 0, tail(output.stdout));
    return output;
  }

  /** The rows that all states of a run account for. */
  function counted(output: Run): Stats {
    const stats = output.messages.flatMap((message) =>
      message.type === 'STATE' ? [(message.state as unknown as { destinationStats: Stats }).destinationStats] : [],
    );
    const sum = (of: keyof Stats) => stats.reduce((total, each) => total + each[of], 0);
    return { recordCount: sum('recordCount'), rejectedRecordCount: sum('rejectedRecordCount') };
  }

  async function createsAll(): Promise<string> {
    people = await People.in(kind);
    const output = await pipe();
    people.assertArrived('names');
    assert.deepEqual(counted(output), { recordCount: people.all - REJECTED, rejectedRecordCount: REJECTED });
    return `${people.into.creations.size} people, ${REJECTED} rejected`;
  }

  async function resumes(): Promise<string> {
    const { from, into } = people;
    into.resetWrites();
    const { inserted, updated } = from.change({ count: 2, insert: 1 });
    const changed = new Set([...inserted.persons, ...updated.persons]);
    const output = await pipe();
    people.assertArrived('names');
    const { recordCount } = counted(output);
    assert.ok(recordCount >= changed.size && recordCount < people.all - REJECTED, `${recordCount} rows`);
    assert.ok(into.writes.length > 0, 'something has changed');
    const writes = into.writes.length;

    into.resetWrites();
    await pipe();
    assert.deepEqual(into.writes, [], 'with nothing new, nothing is written');
    await people.close();
    return `${recordCount} rows, ${writes} writes`;
  }

  const named = (name: string) => `${kind}, source | destination: ${name}`;
  return inOrder([
    { name: named('everybody arrives, the one without an e-mail address is rejected'), run: createsAll },
    { name: named('the echoed states are the next --state'), run: resumes },
  ]);
}
