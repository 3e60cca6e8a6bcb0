import type { Step } from './rules.ts';
import { type Topic, topicOf } from './vocabulary/index.ts';

export const PRESETS = ['everything', 'no_special_categories', 'analytics'] as const;
export type Preset = (typeof PRESETS)[number];

const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

/**
 * What the presets drop from Personio's own fields, written as rules: known fields, and those that Personio may add. An
 * account's attributes and report columns are matched by the vocabularies.
 */
const SPECIAL = wordsOf(`
  *gender* sex *_sex *pronoun* *salutation* *health* sick* *_sick* *illness* *disease* *medical* *certificate*
  *diagnos* *allerg* *vaccin* *pregnan* *maternity* *parental* *disab* *handicap* *relig* *confession*
  *denomination* *church* *faith* tax tax_* *_tax *_tax_* *fiscal* *marital* *married* *spouse* partner
  *life_partner* family family_status child* *children* *_child_* *sexual* *ethnic* race *_race *trade_union*
  *union_member* *politic* *biometric* *genetic* *fingerprint*
`);

const IDENTIFYING = wordsOf(`
  *first_name* *last_name* *preferred_name* *middle_name* *maiden_name* *birth_name* *surname* *full_name*
  *given_name* *family_name* *nickname* *legal_name employee_name person_name candidate_name supervisor_name
  manager_name documents.name time_offs.created_by recruiting_candidates.name *.supervisor.name *.employee.name
  *.hiring_team.person.name *email* *e_mail* *phone* *mobile* *fax* *contact* *linkedin* *xing* *github* *skype*
  *twitter* *instagram* *facebook* *whatsapp* *slack* *website* *homepage* *address* *street* *postal* *postcode*
  *zip* city city_* *_city *house_number* *domicil* recruiting_candidates.location *birthplace* *place_of_birth*
  *birth_place* *nationalit* *citizenship* *social_security* *insurance_number* *passport* *national_id*
  *identity_card* *ssn* *residence_permit* *work_permit* *visa* *driving_licen* *iban* bic bic_* *_bic *swift*
  *bank* *account_number* *account_holder* *credit_card* *comment* note notes *_note *_notes *remark* *picture*
  *photo* *avatar* *image* *portrait* profile_pictures.content profile_pictures.sha256
`);

const BIRTHDAYS = ['*birthday*', '*birth_date*', '*birthdate*', '*date_of_birth*'];

/** What a preset drops, and what it shortens to the year. */
export const RULES_OF: Readonly<
  Record<Preset, { readonly drop: readonly string[]; readonly year: readonly string[] }>
> = {
  everything: { drop: [], year: [] },
  no_special_categories: { drop: SPECIAL, year: [] },
  analytics: { drop: [...SPECIAL, ...IDENTIFYING], year: BIRTHDAYS },
};

/** How a preset treats attributes and report columns by topic; `unknown` are those without a meaningful name. */
export const TOPICS_OF: Readonly<Record<Preset, Readonly<Partial<Record<Topic | 'unknown', 'drop' | 'year'>>>>> = {
  everything: {},
  no_special_categories: { special: 'drop', unknown: 'drop' },
  analytics: { special: 'drop', identifying: 'drop', birth: 'year', unknown: 'drop' },
};

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi;

/**
 * The topic of an attribute or a report column. Personio's names take precedence over the labels that users chose.
 * Undefined for other topics, `unknown` without a meaningful name.
 */
export function aboutOf({ names, labels }: Step): Topic | 'unknown' | undefined {
  const telling = names.filter(isTelling);
  // `name` alone is a person's name, but not in `project.name`.
  const whole = telling.filter((name) => !telling.some((other) => other.endsWith(`.${name}`)));
  return (
    mostSensitive(whole) ?? mostSensitive(labels) ?? (telling.length + labels.length === 0 ? 'unknown' : undefined)
  );
}

/** False for `dynamic_123` and the like. */
const isTelling = (name: string): boolean => !/^dynamic/i.test(name) && /\p{L}{3}/u.test(name.replace(UUID, ''));

function mostSensitive(texts: readonly string[]): Topic | undefined {
  const topics = texts.map(topicOf);
  return (['special', 'identifying', 'birth'] as const).find((topic) => topics.includes(topic));
}

/** These describe the company, not people. Presets do not change them. */
export const COMPANY_STREAMS: readonly string[] = [
  ...['absence_types', 'attendance_projects', 'compensation_types', 'cost_centers', 'document_categories'],
  ...['employee_attributes', 'holidays', 'jobs', 'legal_entities', 'open_positions', 'org_units', 'projects'],
  ...['recruiting_categories', 'report_attributes', 'reports', 'salary_bands', 'time_off_types', 'workplaces'],
];
