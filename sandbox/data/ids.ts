import { hash } from './dice.ts';

// An odd factor and its inverse modulo 2^32: serial numbers look scattered in an id and can still be recovered from it,
// so no table of ids has to be kept in memory.
const FACTOR = 0x9e3779b1;
const INVERSE = 0x0e8b2f51;

const KINDS = {
  employment: 1,
  absenceType: 2,
  absence: 3,
  attendance: 4,
  compensation: 5,
  compensationType: 6,
  job: 7,
  costCenter: 8,
  report: 9,
  webhook: 10,
  event: 11,
  salaryBand: 12,
  customReport: 13,
} as const;

type IdKind = keyof typeof KINDS;

/** The UUID of the fact with this serial number; unique per kind and seed. */
export function uuid(kind: IdKind, serial: number, seed: number): string {
  const salt = hash(KINDS[kind], seed);
  const b = hex(hash(salt, serial, 1));
  const c = hex(hash(salt, serial, 2));
  const variant = '89ab'[hash(salt, serial) & 3];
  const head = hex(Math.imul(serial, FACTOR) ^ salt);
  return `${head}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(0, 3)}-${c.slice(3)}${hex(hash(salt, serial, 3)).slice(1)}`;
}

/** The serial number in a UUID of this kind; undefined for any other id. */
export function serialOf(kind: IdKind, id: string, seed: number): number | undefined {
  if (!/^[0-9a-f]{8}-/.test(id)) return undefined;
  const salt = hash(KINDS[kind], seed);
  const serial = Math.imul(Number.parseInt(id.slice(0, 8), 16) ^ salt, INVERSE) >>> 0;
  return uuid(kind, serial, seed) === id ? serial : undefined;
}

/** Numeric ids: text, counting up from a first number. */
const FIRST = {
  person: 4_100_101,
  project: 6601,
  department: 5200,
  // Teams and departments are in different tables: their ids overlap on purpose.
  team: 5203,
  workplace: 8801,
  costCenter: 9101,
  legalEntity: 301,
  timeOffType: 2201,
  timeOff: 330_101,
  attendance: 7_700_101,
  documentCategory: 410,
  document: 77_120_001,
  recruitingJob: 41_201,
  recruitingCategory: 301,
  stage: 5011,
  channel: 64,
  candidate: 770_001,
  application: 880_001,
  holidayCalendar: 12,
} as const;

export function numericId(kind: keyof typeof FIRST, serial: number): string {
  return String(FIRST[kind] + serial);
}

export function numericSerial(kind: keyof typeof FIRST, id: string): number | undefined {
  return /^\d{1,12}$/.test(id) ? Number(id) - FIRST[kind] : undefined;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(value: number): string {
  return `${BYTES[value >>> 24]}${BYTES[(value >>> 16) & 255]}${BYTES[(value >>> 8) & 255]}${BYTES[value & 255]}`;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
