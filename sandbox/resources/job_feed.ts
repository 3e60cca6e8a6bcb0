import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { RecruitingJob } from '../data/facts.ts';
import { berlin, instant } from '../data/time.ts';
import { RECRUITING_CATEGORIES, WORKPLACES } from '../data/words.ts';
import type { JsonObject } from '../json.ts';
import { jobId, jobName } from './recruiting.ts';
import { resource, type View } from './resource.ts';

const LANGUAGES = ['de', 'en'];

interface Section {
  readonly name: string;
  /** HTML. */
  readonly value: string;
}

interface Position {
  /** Empty elements are written as such, undefined ones not at all. */
  readonly elements: Readonly<Record<string, string | undefined>>;
  readonly offices: readonly string[];
  readonly sections: readonly Section[];
}

/** The public part: `/xml` of the company's job site. */
export const openPositions = resource<RecruitingJob>({
  stream: 'open_positions',
  path: '/xml',
  service: 'recruiting',
  scope: '',
  refusal: 404,
  isPublic: true,
  ignoresUnknown: () => true,
  facts: (account) => account.jobs.listed.filter(({ published }) => published),
  id: jobId,
  row: (job, view) => {
    const { elements, offices, sections } = positionOf(job, view);
    return {
      ...elements,
      additionalOffices: offices.length > 0 ? offices : undefined,
      jobDescriptions: sections.map(({ name, value }): JsonObject => ({ name, value })),
    };
  },
  content: (jobs, view) => ({
    type: 'text/xml; charset=UTF-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>\n${jobs.map((job) => xmlOf(positionOf(job, view))).join('')}</workzag-jobs>\n`,
  }),
  readings: () => [{ query: { language: 'en' } }],
});

function positionOf(job: RecruitingJob, { account, parameters }: View): Position {
  const dice = new Dice(account.world.seed, 39, job.serial);
  const { serial } = job;
  const written = LANGUAGES[serial % LANGUAGES.length];
  return {
    elements: {
      id: jobId(job),
      subcompany: serial % 3 === 1 ? '' : account.legalEntities.made(serial % 3)?.name,
      office: WORKPLACES[serial % WORKPLACES.length],
      department: account.departments.made(job.department)?.name ?? '',
      recruitingCategory: RECRUITING_CATEGORIES[job.category]?.name,
      name: jobName(job),
      employmentType: dice.pick(['permanent', 'intern', 'trainee', 'freelance', 'working_student']),
      seniority: dice.pick(['entry-level', 'experienced', 'executive', 'student']),
      schedule: dice.pick(['full-time', 'part-time', 'full-or-part-time']),
      yearsOfExperience: dice.pick(['lt-1', '2-5', 'gt-15', undefined]),
      keywords: dice.pick(['optics,lens & mirror', '', undefined]),
      occupation: dice.pick(['process_engineering', 'other']),
      occupationCategory: dice.pick(['engineering', 'other']),
      createdAt: serial % 2 === 0 ? instant(job.created).replace('Z', '+00:00') : berlin(job.created, true),
    },
    offices: dice.chance(0.3) ? dice.pick([['Erfurt'], ['Porto', 'Malmö']]) : [],
    // In another language, the position comes without its texts.
    sections: parameters.get('language') === written ? sectionsOf(dice, account) : [],
  };
}

function sectionsOf(dice: Dice, account: Account): Section[] {
  const tasks = { name: 'Your tasks', value: '<ul><li>Keep line B running &amp; clean</li></ul>' };
  const profile = { name: 'Ihr Profil', value: '<p>a < b, ]]> and 🔭</p>' };
  const about = { name: '', value: `<p>${account.legalEntities.made(0)?.name}</p>` };
  return dice.pick([[tasks, profile], [tasks], [about, tasks, profile]]);
}

function xmlOf({ elements, offices, sections }: Position): string {
  const lines = Object.entries(elements).flatMap(([name, text]) =>
    text === undefined ? [] : [text === '' ? `<${name}/>` : `<${name}>${escaped(text)}</${name}>`],
  );
  if (offices.length > 0) {
    const inner = offices.map((office) => `<office>${escaped(office)}</office>`).join('');
    lines.splice(3, 0, `<additionalOffices>${inner}</additionalOffices>`);
  }
  const described = sections.map(
    ({ name, value }) =>
      `<jobDescription><name>${escaped(name)}</name><value><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></value></jobDescription>`,
  );
  lines.push(
    described.length === 0 ? '<jobDescriptions/>' : `<jobDescriptions>${described.join('')}</jobDescriptions>`,
  );
  return `<position>\n${lines.map((line) => `  ${line}\n`).join('')}</position>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
