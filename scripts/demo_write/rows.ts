// What the demo writes: a few rows, as they would come from spreadsheets.

/** `boss` is somebody whom the account has already. */
export const sheets = (boss: string): Readonly<Record<string, string>> => ({
  persons: `
email,first_name,last_name,position,department,weekly_working_hours,supervisor_email
${boss},,,Head of accounting,,35,
ben.brandt@sternwarte.example,Ben,Brandt,Technician,Engineering,32,ada.adler@sternwarte.example
ada.adler@sternwarte.example,Ada,Adler,Optical engineer,Engineering,40,`,
  attendance_periods: `
person_email,type,start,end,comment
ada.adler@sternwarte.example,WORK,2026-03-02T08:00,2026-03-02T12:00,Mirror 4
ada.adler@sternwarte.example,BREAK,2026-03-02T12:00,2026-03-02T12:30,
ada.adler@sternwarte.example,WORK,2026-03-02T12:30,2026-03-02T17:00,Mirror 4`,
  absence_periods: `
person_email,absence_type,starts_from,ends_at,comment
ben.brandt@sternwarte.example,Urlaub,2026-03-09,2026-03-13,Skiing`,
  documents: `
person_email,category,title,content_type,content
ben.brandt@sternwarte.example,Contracts,Employment contract,text/plain,V2VsY29tZSwgQmVuIQ==`,
});

/** Messages for the rows of all sheets, each followed by a state. */
export function messagesOf(all: Readonly<Record<string, string>>): string[] {
  return Object.entries(all)
    .flatMap(([stream, sheet], index) => [
      ...rowsOf(sheet).map((data) => ({ type: 'RECORD', record: { stream, data, emitted_at: Date.now() } })),
      {
        type: 'STATE',
        state: { type: 'STREAM', stream: { stream_descriptor: { name: stream }, stream_state: {} }, id: index + 1 },
      },
    ])
    .map((message) => JSON.stringify(message));
}

/** No cell of the demo has a comma or a quotation mark. */
function rowsOf(sheet: string): Record<string, string>[] {
  const [head = [], ...rows] = sheet
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index] ?? ''])));
}

export const catalogOf = (all: Readonly<Record<string, string>>): object => ({
  streams: Object.keys(all).map((name) => ({
    stream: { name, json_schema: {} },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'append_dedup',
  })),
});
