import { isMart, type Plan } from '../../../answers/views.ts';
import { counted } from '../../../src/counted.ts';

/** What was done, for people. */
export function sentences({ created, refused, empty }: Plan): string[] {
  const marts = created.map(({ name }) => name).filter(isMart);
  const others = created.length - marts.length;
  const said =
    marts.length === 0
      ? 'No view was created.'
      : `Created ${counted(marts.length, 'view')} to query: ${marts.join(', ')}. They read ${counted(others, 'other view')}, created as well.`;
  const byLack = Map.groupBy(refused, ({ missing }) => missing.join(', '));
  const lacks = [...byLack].map(([names, views]) => {
    const [were, need] = views.length === 1 ? ['was', 'it needs'] : ['were', 'they need'];
    const s = views[0]?.missing.length === 1 ? '' : 's';
    const list = views.map(({ view }) => view).join(', ');
    return `${list} ${were} not created: ${need} the table${s} ${names}. Select the stream${s} ${names}, and run this again after a sync.`;
  });
  const empties =
    empty.length === 0
      ? []
      : [`Without a table, and read as empty: ${empty.join(', ')}. Columns that come from them are null.`];
  return [said, ...lacks, ...empties];
}
