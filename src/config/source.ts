import type * as z from 'zod';
import { advanced } from './advanced.ts';
import { credentials } from './credentials.ts';
import { data } from './data.ts';
import { section } from './fields.ts';
import { inGroup } from './groups.ts';
import { DOCUMENTATION_URL } from './links.ts';
import { Privacy } from './privacy.ts';

/** The setup form, in display order. `spec.json` is generated from it (`npm run spec`). */
export const Config = section('The configuration', {
  ...inGroup('credentials', credentials(DOCUMENTATION_URL)),
  ...inGroup('data', data),
  ...inGroup('privacy', {
    privacy: Privacy.prefault({}).meta({
      title: 'Privacy Rules',
      description:
        'Which personal data leaves the connector. The rules act after Personio has sent the data and before anything is written.',
    }),
  }),
  ...inGroup('tuning', advanced),
}).refine(({ holidays_from: from, holidays_to: to }) => from === undefined || to === undefined || from <= to, {
  error: 'Holidays From is after Holidays To',
});

export type Config = z.infer<typeof Config>;
