import { describe, expect, test } from 'vitest';
import { readAsset } from '../../../assets.ts';
import type { JsonSchema } from '../../../json_schema.ts';
import { RecordBuilder } from '../../../records/builder.ts';
import type { Row } from '../../../row.ts';
import { AbsencePeriods } from '../../../streams/absences.ts';
import { ProjectMembers, Projects } from '../../../streams/attendance.ts';
import { Compensations } from '../../../streams/compensations.ts';
import { PersonCustomAttributes } from '../../../streams/custom_attributes.ts';
import { Documents } from '../../../streams/documents.ts';
import { AbsenceEntitlements, ProfilePictures } from '../../../streams/employees.ts';
import { Employments } from '../../../streams/employments.ts';
import { OrgUnits, Workplaces } from '../../../streams/organisation.ts';
import type { Stream } from '../../../streams/stream.ts';
import { recordKeyOf, subjectOf, withKeyColumns } from './subjects.ts';

const UUID = '0a3f2f0e-5d5e-4c11-9d59-8d0a5b6c7d8e';

describe('what a key stands for', () => {
  test.each<[Stream, string, object | undefined]>([
    [new Projects(), '17', { id: '17' }],
    [new Workplaces(), '17', { id: '17' }],
    [new AbsencePeriods(), UUID, { id: UUID }],
    [new OrgUnits(), 'department:17', { id: '17', parent: 'department' }],
    [new ProjectMembers(), '5:1042', { id: '1042', parent: '5' }],
    [new AbsenceEntitlements(), '1042:7', { id: '7', parent: '1042' }],
    [new ProfilePictures(), '1042', { id: '1042', parent: '1042' }],
  ])('%o, %s', (stream, key, expected) => {
    expect(subjectOf(stream, key)).toEqual(expected);
    expect(expected && stream.keyOf(expected as { id: string })).toBe(key);
  });

  test.each<[string, Stream, string]>([
    ['has one part too many', new ProjectMembers(), '5:1042:2'],
    ['has one part too few', new ProjectMembers(), '1042'],
    ['lacks the parent', new ProjectMembers(), ':1042'],
    ['lacks the id', new OrgUnits(), 'team:'],
    ['is empty', new Projects(), ''],
    ['does not name the person needed to request the row', new Employments(), UUID],
    ['does not name the owner', new Documents(), UUID],
    ['is one of many rows of the same person', new PersonCustomAttributes(), '1042:7'],
    ['belongs to a stream without this information', new Compensations(), '17'],
  ])('is ambiguous if it %s', (_, stream, key) => {
    expect(subjectOf(stream, key)).toBeUndefined();
  });
});

const EMPLOYEE = {
  type: 'Employee',
  attributes: {
    id: { label: 'ID', value: 1042, type: 'integer' },
    absence_entitlement: {
      label: 'Absence entitlement',
      value: [{ type: 'TimeOffType', attributes: { id: 7, name: 'Holiday', entitlement: 28 } }],
      type: 'standard',
    },
  },
};

describe('the key of a row that is read again is that of its record', () => {
  test.each<[string, Stream, Row, Row | undefined, string | undefined]>([
    ['a member', new ProjectMembers(), { person: { id: '1042' } }, { project_id: '5' }, '5:1042'],
    ['a member with a number', new ProjectMembers(), { person: { id: 1042 } }, { project_id: '5' }, '5:1042'],
    ['a member that is an id', new ProjectMembers(), { person: '1042' }, { project_id: '5' }, '5:1042'],
    ['a member without person', new ProjectMembers(), { person: null }, { project_id: '5' }, undefined],
    ['an entitlement', new AbsenceEntitlements(), EMPLOYEE, undefined, '1042:7'],
    ['a picture', new ProfilePictures(), { content_type: 'image/png' }, { person_id: '1042' }, '1042'],
    ['a document', new Documents(), { id: UUID, owner: { id: '1042' } }, { owner_id: '1042' }, UUID],
  ])('%s', (_, stream, row, adds, expected) => {
    const partition = { ...stream.whole(), ...(adds && { adds }) };
    const builder = new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, {}, {});

    const keys = stream.rowsOf(row).map((each) => recordKeyOf(stream, withKeyColumns(stream, each, adds)));

    expect(keys).toEqual([expected]);
    expect(builder.records([structuredClone(row)], partition, new Map())[0]?.key).toBe(expected);
  });

  test('and the row stays as it is', () => {
    const row = { person: { id: '1042' } };

    withKeyColumns(new ProjectMembers(), row, { project_id: '5' });

    expect(row).toEqual({ person: { id: '1042' } });
  });
});
