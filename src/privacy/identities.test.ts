import { describe, expect, test } from 'vitest';
import { allStreams } from '../streams/index.ts';
import { Identities } from './identities.ts';

const identities = new Identities(allStreams());

describe('the name of an id', () => {
  test.each([
    ['person.id', 'persons.id'],
    ['person_id', 'persons.id'],
    ['employeeId', 'persons.id'],
    ['SupervisorID', 'persons.id'],
    ['supervisorid', 'persons.id'],
    ['employment.supervisor_id', 'persons.id'],
    ['Supervisor-ID (2)', 'persons.id'],
    ['Personio ID', 'persons.id'],
    ['ID des Vorgesetzten', 'persons.id'],
    ['Mitarbeiter-ID', 'persons.id'],
    ['ID de l’employé', 'persons.id'],
    ['manager uuid', 'persons.id'],
    ['absence.substitute_id', 'persons.id'],
    ['employment.id', 'employments.id'],
    ['employment.office_id', 'workplaces.id'],
    ['workplace ids', 'workplaces.id'],
    ['Department ID', 'org_units.id'],
    ['employment.team.id', 'org_units.id'],
    ['legal_entity_id', 'legal_entities.id'],
    ['subcompany_id', 'legal_entities.id'],
    ['employment.cost_center_id', 'cost_centers.id'],
    ['job_id', 'jobs.id'],
    ['absence_type_id', 'absence_types.id'],
    ['time_off_type.id', 'time_off_types.id'],
    ['candidate id', 'recruiting_candidates.id'],
  ])('%s says whose', (name, id) => {
    const { isId, ids } = identities.namedBy(name);

    expect(isId).toBe(true);
    expect(ids.map((each) => identities.of(each) ?? each)).toContain(identities.of(id) ?? id);
    expect(identities.arePeople(ids)).toBe(id === 'persons.id');
  });

  test.each(['Tax ID', 'foo_id', 'Badge-ID', 'x.guid2_id'])('%s does not say whose', (name) => {
    expect(identities.namedBy(name)).toEqual({ isId: true, ids: [], isBare: false });
  });

  test.each(['id', 'ID', 'uuid'])('may be just %s', (name) => {
    expect(identities.namedBy(name)).toEqual({ isId: true, ids: [], isBare: true });
  });
});

describe('the name of a thing', () => {
  test.each([
    ['employment.supervisor', 'persons.id'],
    ['Line manager', 'persons.id'],
    ['Führungskraft', 'persons.id'],
    ['Vor\u00adge\u00adsetzter', 'persons.id'],
    ['Przełożony', 'persons.id'],
    ['employment.office', 'workplaces.id'],
    ['employment.cost_centers', 'cost_centers.id'],
    ['Department', 'org_units.id'],
  ])('%s is not an id, but says whose id the value may be', (name, id) => {
    const { isId, ids } = identities.namedBy(name);

    expect(isId).toBe(false);
    expect(ids.map((each) => identities.of(each) ?? each)).toContain(identities.of(id) ?? id);
  });

  test.each([
    'person.first_name',
    'Supervisor since',
    'paid',
    'valid',
    'Grid',
    'Covid',
    'Weekly hours',
    'hire_date',
    '',
  ])('%s may belong to anything', (name) => {
    expect(identities.namedBy(name)).toEqual({ isId: false, ids: [], isBare: false });
  });
});
