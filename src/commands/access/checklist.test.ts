import { expect, test } from 'vitest';
import { ConnectorError } from '../../errors.ts';
import { Holidays } from '../../streams/absences.ts';
import { Persons } from '../../streams/persons.ts';
import { RIGHTS } from '../../streams/rights.ts';
import type { Stream } from '../../streams/stream.ts';
import { checklist } from './checklist.ts';
import type { RightFinding } from './right_findings.ts';
import type { Survey } from './survey.ts';

const [persons, holidays] = [new Persons(), new Holidays()];

function finding(stream: Stream, state: RightFinding['state']): RightFinding {
  const right = RIGHTS.find(({ scope }) => scope === stream.scope);
  if (!right) throw new Error('There is no such right.');
  return { right, state, opens: [stream], obstacles: [], isEmpty: false };
}

const refused = (stream: Stream) => ({
  stream,
  verdict: 'refused' as const,
  at: persons,
  error: new ConnectorError('config_error', 'refused'),
});

// Bug: holidays was listed behind ✓, and discover showed ✗ holidays.
test('a stream that waits for the right of its parent does not count as opened', () => {
  const survey: Survey = {
    rights: [finding(persons, 'missing'), finding(holidays, 'granted')],
    streams: [refused(persons), refused(holidays)],
    attributes: undefined,
    reports: undefined,
    bare: [],
  };

  const text = checklist(survey, { status: 'SUCCEEDED', message: '', isPartial: true });

  expect(text.split('\n').slice(0, 4)).toEqual([
    '✗ Persons: read (personio:persons:read)',
    '    persons',
    '✓ Absences: read (personio:absences:read)',
    '    holidays: also needs Persons: read (personio:persons:read)',
  ]);
});
