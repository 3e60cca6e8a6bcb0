/**
 * The presets, in the language of the rules: `*` stands for any run of characters without a dot. Beside names they are
 * held against the labels that people gave to attributes, in the languages that Personio speaks.
 */

export const PRESETS = ['everything', 'no_special_categories', 'analytics'] as const;
export type Preset = (typeof PRESETS)[number];

/** Health, religion, disability, tax, family, gender, and the other special categories of Article 9 GDPR. */
const SPECIAL = [
  ...['*health*', '*gesundheit*', '*krank*', 'sick*', '*_sick*', '*illness*', '*disease*', '*medical*', '*allerg*'],
  ...['*diagnos*', '*vaccin*', '*impf*', '*blood_*', '*pregnan*', '*schwanger*', '*maternity*', '*mutterschutz*'],
  ...['*certificate*', '*attest*', '*salud*', '*sante*', '*santé*', '*gezondheid*', '*salute*', '*mutuelle*'],
  ...['*disab*', '*behinder*', '*handicap*', '*discapacidad*', '*disabilit*', '*invalid*'],
  ...['*relig*', '*confession*', '*konfession*', '*denomination*', '*church*', '*kirch*', '*faith*', '*godsdienst*'],
  ...[
    'tax',
    'tax_*',
    'taxes*',
    '*_tax',
    '*_tax_*',
    '*steuer*',
    '*lohnsteuer*',
    '*impot*',
    '*impôt*',
    '*fiscal*',
    '*codice_fiscale*',
    '*belasting*',
  ],
  ...[
    '*marital*',
    '*married*',
    '*familienstand*',
    '*verheirat*',
    '*estado_civil*',
    'family*',
    'familie*',
    '*_family_*',
  ],
  ...['child*', '*children*', '*_child_*', '*kinder*', 'kids', '*_kids', '*hijos*', '*enfants*', '*figli*'],
  // Elsewhere it is an English word.
  ...['persons.kind', 'employees.kind', 'person_custom_attributes.kind', 'custom_report_rows.kind', 'report_*.kind'],
  ...['kind_1*', 'kind_2*', 'kind_3*', 'kind_4*'],
  ...[
    '*spouse*',
    '*ehepartner*',
    '*ehegatt*',
    'partner',
    '*life_partner*',
    '*lebenspartner*',
    '*elternzeit*',
    '*parental*',
  ],
  ...['*gender*', 'sex', '*_sex', '*geschlecht*', '*salutation*', '*anrede*', '*pronoun*', '*genero*', '*género*'],
  ...['*sexe', '*sesso', '*sexual*', '*orientation*', '*ethnic*', '*ethni*', 'race', '*_race', '*herkunft*'],
  ...['*trade_union*', '*union_member*', '*gewerkschaft*', '*politic*', '*biometric*', '*genetic*', '*fingerprint*'],
];

const NAMES = [
  ...['*first_name*', '*last_name*', '*preferred_name*', '*middle_name*', '*maiden_name*', '*birth_name*', '*surname*'],
  ...[
    '*full_name*',
    '*given_name*',
    '*family_name*',
    '*nickname*',
    '*legal_name',
    '*vorname*',
    '*nachname*',
    '*rufname*',
  ],
  ...[
    '*geburtsname*',
    'employee_name',
    'person_name',
    'candidate_name',
    'supervisor_name',
    'manager_name',
    '*apellido*',
  ],
  ...[
    'documents.name',
    'time_offs.created_by',
    'recruiting_candidates.name',
    '*.supervisor.name',
    '*.employee.name',
    '*.hiring_team.person.name',
  ],
];
const CONTACT = [
  ...['*email*', '*e_mail*', '*mail_address*', '*phone*', '*telefon*', '*telephone*', '*mobile*', '*handy*', '*mobil'],
  ...['*fax*', '*contact*', '*kontakt*', '*linkedin*', '*xing*', '*github*', '*skype*', '*twitter*', '*instagram*'],
  ...['*facebook*', '*whatsapp*', '*slack*', '*website*', '*homepage*'],
];
const BANK = [
  ...['*iban*', 'bic', 'bic_*', '*_bic', '*swift*', '*bank*', '*account_number*', '*account_holder*', '*konto*'],
  ...['*credit_card*', '*kreditkarte*', '*sort_code*'],
];
const ADDRESS = [
  ...['*address*', '*adress*', '*anschrift*', '*street*', '*strasse*', '*straße*', '*postal*', '*postcode*', '*zip*'],
  ...[
    '*plz*',
    '*postleitzahl*',
    'city',
    'city_*',
    '*_city',
    '*wohnort*',
    'stadt',
    'stadt_*',
    '*_stadt',
    '*hausnummer*',
    '*house_number*',
    '*domicil*',
  ],
  ...['recruiting_candidates.location', '*birthplace*', '*place_of_birth*', '*birth_place*', '*geburtsort*'],
];
/** Numbers that stand for a person in the books of the state. */
const IDENTIFIERS = [
  ...['*social_security*', '*sozialversicherung*', '*insurance_number*', '*versicherungsnummer*', '*passport*'],
  ...['*national_id*', '*identity_card*', '*personalausweis*', '*reisepass*', '*ssn*', '*driving_licen*'],
];
const COMMENTS = [
  ...['*comment*', '*kommentar*', 'note', 'notes', '*_note', '*_notes', '*notiz*', '*bemerkung*', '*remark*'],
  ...['*anmerkung*', '*comentario*', '*commentaire*'],
];
const PICTURES = [
  ...['*picture*', '*photo*', '*foto*', '*avatar*', '*image*', '*portrait*'],
  ...['profile_pictures.content', 'profile_pictures.sha256'],
];

const IDENTIFYING = [...NAMES, ...CONTACT, ...BANK, ...ADDRESS, ...IDENTIFIERS, ...COMMENTS, ...PICTURES];

const BIRTHDAYS = ['*birthday*', '*birth_date*', '*birthdate*', '*date_of_birth*', '*geburtsdatum*', '*geburtstag*'];

/** What a preset takes out, and what it shortens to the year. */
export const RULES_OF: Readonly<
  Record<Preset, { readonly drop: readonly string[]; readonly year: readonly string[] }>
> = {
  everything: { drop: [], year: [] },
  no_special_categories: { drop: SPECIAL, year: [] },
  analytics: { drop: [...SPECIAL, ...IDENTIFYING], year: BIRTHDAYS },
};

/** These say something of the company and nothing of people: a preset leaves them as they are. */
export const COMPANY_STREAMS: readonly string[] = [
  ...['absence_types', 'attendance_projects', 'compensation_types', 'cost_centers', 'document_categories'],
  ...['employee_attributes', 'holidays', 'jobs', 'legal_entities', 'open_positions', 'org_units', 'projects'],
  ...['recruiting_categories', 'report_attributes', 'reports', 'salary_bands', 'time_off_types', 'workplaces'],
];
