import { expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { OBJECTS } from './objects/index.ts';
import { Parking } from './parking.ts';
import { type Progress, Prospects } from './prospects.ts';

const stream = { name: 'staff', namespace: undefined };
const PLAN = { stream, object: OBJECTS.persons, key: ['email'], fields: {}, constants: {} };
const GOES_ON: Progress = { failure: undefined, hasOpenRows: false };

function missing(progress: Progress, operation: 'upsert' | 'update' = 'upsert', hasEnded = false) {
  const parking = new Parking();
  const prospects = new Prospects([{ ...PLAN, operation }], parking, () => progress);
  if (hasEnded) prospects.allEnded();
  parking.stop();
  return prospects.missing('person', 'person_email');
}

test('a person is awaited while a stream may still create people', () => {
  expect(missing(GOES_ON)).toMatchObject({ name: 'Awaits', kind: 'person' });
  expect(missing({ ...GOES_ON, hasOpenRows: true }, 'upsert', true)).toMatchObject({ name: 'Awaits' });
  expect(missing(GOES_ON, 'upsert', true)).toMatchObject({ code: 'unknown_reference', member: 'person_email' });
  expect(missing(GOES_ON, 'update')).toMatchObject({ code: 'unknown_reference' });
});

test('if the stream that was to bring it failed, the row fails in the same way, and is not rejected', () => {
  const failure = new ConnectorError('transient_error', 'persons: try again later');
  expect(missing({ ...GOES_ON, failure })).toMatchObject({
    failureType: 'transient_error',
    message: expect.stringContaining('staff'),
  });
});
