// Loads what a read printed, as a loader that appends would.
import type { Database } from './duckdb.ts';
import { literal, quoted } from './sql.ts';

export interface Stream {
  readonly name: string;
  readonly columns: readonly string[];
}

/** One table for each stream, with all records of the files. Columns are text: the views give them their types. */
export async function load(database: Database, files: readonly string[], streams: readonly Stream[]): Promise<void> {
  await database.run(`
    create table messages as
    select record.stream as stream, record.data as data, make_timestamp(record.emitted_at * 1000) as emitted_at
    from read_json([${files.map(literal).join(', ')}], format = 'newline_delimited', columns = {
      type: 'varchar', record: 'struct(stream varchar, data json, emitted_at bigint)'
    })
    where type = 'RECORD'`);
  for (const { name, columns } of streams) {
    const texts = columns.map((column) => `data ->> ${literal(`$.${quoted(column)}`)} as ${quoted(column)}`);
    await database.run(`
      create table ${quoted(name)} as select ${texts.join(', ')}, emitted_at as _airbyte_extracted_at
      from messages where stream = ${literal(name)}`);
  }
  await database.run('drop table messages');
}
