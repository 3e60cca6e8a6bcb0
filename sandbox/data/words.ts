// Invented people of an invented company.

export const COMPANY = 'Sternwarte Instrumentenbau';
export const DOMAIN = 'sternwarte.example';

export const FIRST_NAMES = words(
  'Aylin|Björn|Chiara|Dörte|Emeka|Françoise|Grzegorz|Hülya|Ímre|Jördis|Käthe|Łucja|Małgorzata|Nour|Óscar|Pinar',
  'Quentin|Rómulo|Søren|Théo|Ümit|Violetta|Wiebke|Ximena|Yūki|Zoë|美咲|Anne-Sophie|D’Arcy|Jo',
);

export const LAST_NAMES = words(
  'Abendroth|Brückner|Çelik|Döring|Ekström|Fährmann|Großkreutz|Hößler|Iversen|Jäger|Kłos|Lindqvist|Müßig|Nyström|Öztürk',
  "Przybylski|Quade|Röhricht|Šimek|Thäle|Übelacker|von der Heide|Weiß|Xanthaki|Yılmaz|Zügel|O'Dowd|de la Rúa|Nguyễn|田村",
);

export const POSITIONS = words(
  'Optical Engineer|Fertigungsmechanikerin|Software Engineer|Buchhalter|Head of Quality|Werkstudent:in|Instrument Scientist',
  'Sales Manager DACH|Praktikant|Office Manager|Lagerist|HR Business Partner',
);

export const DEPARTMENTS = words(
  'Geschäftsführung|Engineering|Fertigung|Vertrieb|Finance & Controlling|Personal|Service|Einkauf',
);

export const TEAMS = words('Mirror coating|Firmware|Montage Süd|Key accounts|Payroll|Prüffeld|Field service');

export const CITIES = [
  { city: 'Jena', country: 'DE', zone: 'Europe/Berlin' },
  { city: 'Göttingen', country: 'DE', zone: 'Europe/Berlin' },
  { city: 'Porto', country: 'PT', zone: 'Europe/Lisbon' },
  { city: 'Malmö', country: 'SE', zone: 'Europe/Stockholm' },
  { city: 'Kraków', country: 'PL', zone: 'Europe/Warsaw' },
] as const;

export const WORKPLACES = CITIES.map(({ city }) => city);

export const COST_CENTERS = words('Research|Production|Vertrieb Süd|IT & Daten|Administration');

export const LEGAL_ENTITIES = [
  { name: 'Sternwarte Instrumentenbau GmbH', country: 'DE' },
  { name: 'Sternwarte Ótica, Lda.', country: 'PT' },
  { name: 'Sternwarte Nordic AB', country: 'SE' },
] as const;

export const PROJECTS = words(
  'Telescope T9|Spectrograph S4|Nordlicht Observatory|Internal tools|Fördervorhaben Blau|Retrofit 2',
);

export const LANGUAGES = words('German|English|Français|Polski|日本語|Türkçe');

export const LEAVING_REASONS = words('Umzug ins Ausland|New opportunity|Befristung läuft aus|Retirement 🎉|');

export const ABSENCE_COMMENTS = [
  ...[null, null, null, ''],
  ...words('Sommerurlaub|Kind krank 🤒|Moving house|Two lines\u2028in one comment|Arzttermin, ca. 2 h'),
];

export const WORK_COMMENTS = [
  ...[null, null, null, null, ''],
  ...words('Lens bench|Prüfstand 3|Night test run 🌙|Kundentermin "Nordlicht"|Zeile 1\nZeile 2\u2029Zeile 3'),
];

export const ABSENCE_TYPES = [
  { name: 'Urlaub', category: 'PAID_VACATION', unit: 'DAY' },
  { name: 'Krankheit', category: 'SICK_LEAVE', unit: 'DAY' },
  { name: 'Time off in lieu', category: null, unit: 'HOUR' },
  { name: 'Elternzeit 👶', category: 'PARENTAL_LEAVE', unit: 'DAY' },
  { name: 'Mobile work', category: 'offsite_work', unit: 'DAY' },
] as const;

export const COMPENSATION_TYPES = [
  { name: 'Base salary', category: 'FIXED_SALARY' },
  { name: 'Stundenlohn', category: 'HOURLY' },
  { name: 'Patent award', category: 'ONE_TIME' },
  { name: 'Share of profits', category: 'RECURRING' },
] as const;

export const DOCUMENT_CATEGORIES = words('Contracts|Certificates|Sonstige Dokumente|Payslips 🧾');

export const DOCUMENTS = words('Arbeitsvertrag.pdf|Certificate.png|Führungszeugnis.pdf|Notes|Übergabe "Labor 3".docx');

export const CHANNELS = words('Career page|Job board|Empfehlung');

export const HIRING_ROLES = words('Recruiter|Hiring manager|Interviewer:in');

export const RECRUITING_JOBS = words(
  'Process Engineer (m/f/d)|Initiativbewerbung|Lagerist (m/w/d)|Optik & Feinmechanik <Leitung>|Data Analyst|Auszubildende:r 🔧',
);

/** The stages of a category, in order; those without a name are system stages. */
export const RECRUITING_CATEGORIES = [
  { name: 'Engineering', stages: ['unassigned', 'Screening', 'Phone interview', 'offer', 'accepted', 'rejected'] },
  { name: 'Apprenticeships', stages: [] },
  { name: 'Sonstige', stages: ['unassigned', 'Probearbeiten', 'Gespräch', 'rejected'] },
] as const;

export const SYSTEM_STAGES = ['unassigned', 'offer', 'accepted', 'rejected', 'withdrawn'];

/** Month and day of public holidays, everywhere or in one country. Half days are given by the company. */
export const HOLIDAYS = [
  { on: '01-01', names: { DE: 'Neujahr', PT: 'Ano Novo', SE: 'Nyårsdagen', PL: 'Nowy Rok' } },
  { on: '01-06', names: { SE: 'Trettondedag jul', PL: 'Święto Trzech Króli' } },
  { on: '04-25', names: { PT: 'Dia da Liberdade' } },
  { on: '05-01', names: { DE: 'Tag der Arbeit', PT: 'Dia do Trabalhador', SE: 'Första maj', PL: 'Święto Pracy' } },
  { on: '06-06', names: { SE: 'Sveriges nationaldag' } },
  { on: '10-03', names: { DE: 'Tag der Deutschen Einheit' } },
  { on: '11-11', names: { PL: 'Narodowe Święto Niepodległości' } },
  { on: '12-24', company: 'Heiligabend (halber Tag)', half: true },
  { on: '12-25', names: { DE: '1. Weihnachtstag', PT: 'Natal', SE: 'Juldagen', PL: 'Boże Narodzenie' } },
  { on: '12-26', names: { DE: '2. Weihnachtstag', SE: 'Annandag jul', PL: 'Drugi dzień Bożego Narodzenia' } },
  // Two on one date, one of them with a colon in its name.
  { on: '12-26', company: 'Sternwarte: Betriebsruhe', half: false },
] as const satisfies readonly Celebrated[];

export interface Celebrated {
  readonly on: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly company?: string;
  readonly half?: boolean;
}

function words(...lines: readonly string[]): readonly string[] {
  return lines.join('|').split('|');
}
