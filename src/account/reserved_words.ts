const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

/**
 * https://www.postgresql.org/docs/17/sql-keywords-appendix.html: reserved, including those that can be a function or
 * type.
 */
const POSTGRESQL = wordsOf(`
  all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
  current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc
  distinct do else end except false fetch for foreign from grant group having in initially intersect into lateral
  leading limit localtime localtimestamp not null offset on only or order placing primary references returning select
  session_user some symmetric system_user table then to trailing true union unique user using variadic when where
  window with
  authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like
  natural notnull outer overlaps right similar tablesample verbose
`);

/**
 * https://docs.snowflake.com/en/sql-reference/reserved-keywords, without those that are reserved only in SHOW commands.
 */
const SNOWFLAKE = wordsOf(`
  all alter and any as between by case cast check column connect constraint create cross current current_date
  current_time current_timestamp current_user delete distinct drop else exists false following for from full grant
  group having ilike in increment inner insert intersect into is join lateral left like localtime localtimestamp minus
  natural not null of on or order qualify regexp revoke right rlike row rows sample select set some start table
  tablesample then to trigger true try_cast union unique update using values when whenever where with
`);

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#reserved_keywords */
const BIGQUERY = wordsOf(`
  all and any array as asc assert_rows_modified at between by case cast collate contains create cross cube current
  default define desc distinct else end enum escape except exclude exists extract false fetch following for from full
  group grouping groups hash having if ignore in inner intersect interval into is join lateral left like limit lookup
  merge natural new no not null nulls of on or order outer over partition preceding proto qualify range recursive
  respect right rollup rows select set some struct tablesample then to treat true unbounded union unnest using when
  where window with within
`);

/** Words that need quotes as column names in at least one of these databases. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([...POSTGRESQL, ...SNOWFLAKE, ...BIGQUERY]);
