import type { Careers } from './careers.ts';
import type { ApplicationFact, StageFact } from './facts.ts';
import { labelOf } from './labels.ts';
import type { TruthRow } from './marts.ts';

interface Step {
  readonly key: string;
  readonly name: string | null;
  readonly type: string;
  readonly at: string;
  readonly leftAt: string | null;
}

interface Entry {
  readonly application: ApplicationFact;
  readonly step: Step;
  readonly later: readonly Step[];
}

export function hiring({ facts }: Careers): TruthRow[] {
  const entries = facts.applications.flatMap(entriesOf);
  const groups = Map.groupBy(entries, ({ application, step }) =>
    JSON.stringify([application.job, step.key, `${step.at.slice(0, 7)}-01`]),
  );
  return [...groups].map(([text, group]) => {
    const [job, key, month]: [string, string, string] = JSON.parse(text);
    const step = group[0]?.step;
    const count = (test: (entry: Entry) => boolean): number => group.filter(test).length;
    const reached = (type: string) => count((each) => [each.step, ...each.later].some((other) => other.type === type));
    const advanced = count((each) => each.later.some((other) => other.key !== key && !isEnd(other.type)));
    return {
      job_id: job,
      job: labelOf(facts.names.jobs, job),
      stage_key: key,
      stage: step?.name ?? key,
      stage_type: step?.type ?? null,
      month,
      entries: group.length,
      advanced,
      rejected: reached('rejected'),
      withdrawn: reached('withdrawn'),
      hired: reached('accepted'),
      conversion: isEnd(step?.type ?? '') || step?.type === 'accepted' ? null : advanced / group.length,
      median_days: medianOf(
        group.flatMap(({ step: { at, leftAt } }) => (leftAt === null ? [] : daysBetween(at, leftAt))),
      ),
      median_days_to_hire: medianOf(
        group.flatMap(({ application, step: { type, at } }) =>
          type === 'accepted' ? daysBetween(application.date, at.slice(0, 10)) : [],
        ),
      ),
    };
  });
}

const isEnd = (type: string): boolean => type === 'rejected' || type === 'withdrawn';
const daysBetween = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 86_400_000;

/** Each stage that an application enters, once a month. */
function entriesOf(application: ApplicationFact): Entry[] {
  const steps = stepsOf(application.stages);
  return steps
    .map((step, at): Entry => ({ application, step, later: steps.slice(at + 1) }))
    .filter(({ step }, at, all) => {
      const isSame = (other: Entry) => other.step.key === step.key && other.step.at.slice(0, 7) === step.at.slice(0, 7);
      return all.findIndex(isSame) === at;
    });
}

function stepsOf(stages: readonly StageFact[]): Step[] {
  const changes = stages
    .map(({ id, name, type, at }) => ({ key: id ?? type, name, type, at }))
    .filter(({ key }, at, all) => all[at - 1]?.key !== key);
  return changes.map((step, at) => ({ ...step, leftAt: changes[at + 1]?.at ?? null }));
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return below === undefined || above === undefined ? null : (below + above) / 2;
}
