import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ConnectorError } from '../errors.ts';
import type { WriteJob } from './job.ts';
import type { WrittenObject } from './object.ts';
import { projects } from './objects/projects.ts';
import { Reject } from './reject.ts';
import { writeAll } from './write.ts';

const REJECTING: WrittenObject = {
  ...projects,
  open: async () => ({
    members: projects.members,
    parse: () => ({}),
    targetOf: () => '',
    look: async () => {},
    write: () => Promise.reject(new Reject('refused', 'No.')),
  }),
};
const STREAM = { name: 'projects', namespace: undefined };
const INPUT = [
  { type: 'RECORD', record: { stream: 'projects', data: { project_code: 'A' }, emitted_at: 0 } },
  { type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: { name: 'projects' } } } },
];

test('a stream fails if its rejects cannot be kept, and its state is not printed', async () => {
  const printed: unknown[] = [];
  const errors: string[] = [];
  const report = {
    add() {},
    sync() {
      throw new ConnectorError('system_error', 'The report cannot be written.');
    },
  };
  const job = {
    plans: [
      { stream: STREAM, object: REJECTING, operation: 'upsert', key: ['project_code'], fields: {}, constants: {} },
    ],
    api: { ...fakeApi(), send: () => Promise.reject(new Error('nothing is sent')) },
    out: {
      print: async (message: unknown) => void printed.push(message),
      log: async () => {},
      error: async ({ message }: Error) => void errors.push(message),
    },
    report,
    options: {
      dryRun: false,
      skipApproval: false,
      matchAttribute: undefined,
      timeZone: undefined,
      documentHosts: [],
    },
    settleSeconds: 0,
    clearOnNull: [],
    allowRemoval: [],
    onReject: 'report',
    rejectLimit: 100,
    show: undefined,
    signal: new AbortController().signal,
  } as unknown as WriteJob;

  expect(await writeAll(job, Readable.from(INPUT.map((line) => Buffer.from(`${JSON.stringify(line)}\n`))))).toBe(false);
  expect(errors).toEqual(['The report cannot be written.']);
  expect(printed).toEqual([]);
});
