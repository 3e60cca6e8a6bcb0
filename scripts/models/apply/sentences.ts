import { isMart, type Plan } from '../../../answers/views.ts';
import { counted } from '../../../src/counted.ts';

/** What was done, for people. */
export function sentences({ created, refused, empty }: Plan): string[] {
  const marts = created.map(({ name }) => name).filter(isMart);
  const others = created.length - marts.length;
  return [
    marts.length === 0
      ? 'No view was created.'
      : `Created ${counted(marts.length, 'view')}, and ${others} that they read: ${marts.join(', ')}.`,
    ...refused.map(({ view, missing }) => {
      const [tables, streams] = missing.length === 1 ? ['table', 'stream'] : ['tables', 'streams'];
      const names = missing.join(', ');
      return `${view} was not created: it needs the ${tables} ${names}. Select the ${streams} ${names}, and run this again after a sync.`;
    }),
    ...(empty.length === 0
      ? []
      : [`Read as empty, since they have no table: ${empty.join(', ')}. What comes from them is null.`]),
  ];
}
