const UTC = /^(?:UTC|GMT|Z)$/i;
const FIXED_OFFSET = /^(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;
/** In minutes. No time zone is further from UTC. */
const LARGEST_OFFSET = 14 * 60;
/** `CET`, `EST`, `IST`: several zones may share one, with or without daylight saving time. Node knows many of them. */
const ABBREVIATION = /^[A-Z]{1,3}$/i;

/** The offset of a zone at a local time, `+02:00`: for an IANA name or a fixed offset. Undefined for anything else. */
export function offsetAt(local: string, zone: unknown): string | undefined {
  if (typeof zone !== 'string') return undefined;
  if (UTC.test(zone)) return '+00:00';
  const [fixed, sign, hours = '', minutes = '00'] = FIXED_OFFSET.exec(zone) ?? [];
  if (fixed !== undefined)
    return 60 * Number(hours) + Number(minutes) > LARGEST_OFFSET
      ? undefined
      : `${sign}${hours.padStart(2, '0')}:${minutes}`;
  const format = ABBREVIATION.test(zone) ? undefined : formatOf(zone);
  if (!format) return undefined;
  try {
    // The zone's local time is that far from UTC. Ask again with this offset, because a clock change may be in between.
    return offsetIn(format, Date.parse(`${local}${offsetIn(format, Date.parse(`${local}Z`))}`));
  } catch {
    return undefined;
  }
}

/** The wall-clock time of a zone, given by its IANA name, at a time (epoch ms). Undefined if there is no such zone. */
export function wallClockAt(ms: number, zone: string): string | undefined {
  const format = formatOf(zone);
  const offset = format && offsetIn(format, ms);
  if (offset === undefined) return undefined;
  const minutes = 60 * Number(offset.slice(1, 3)) + Number(offset.slice(4, 6));
  return new Date(ms + (offset.startsWith('-') ? -minutes : minutes) * 60_000).toISOString().slice(0, 19);
}

const offsetIn = (format: Intl.DateTimeFormat, ms: number): string =>
  format
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')
    ?.value.slice(3) || '+00:00';

/** Maximum number of zones to cache: more than exist. */
const MOST_ZONES = 1000;
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** Creating one is slow. Undefined if there is no such zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) {
    if (formats.size >= MOST_ZONES) formats.clear();
    formats.set(timeZone, newFormat(timeZone));
  }
  return formats.get(timeZone);
}

function newFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}
