import type { Changes } from './changes.ts';
import type { WriteJob } from './job.ts';
import { PeopleIndex } from './people.ts';
import { isRefused } from './plan.ts';
import { ProjectIndex } from './projects_index.ts';
import type { Prospects } from './prospects.ts';
import type { Run } from './run.ts';

/** What the writers of objects get to work with. */
export function openRun(
  { api, options, out, signal, plans }: Pick<WriteJob, 'api' | 'options' | 'out' | 'signal' | 'plans'>,
  changes: Changes,
  prospects: Prospects,
): Run {
  const isSettled = () => changes.isSettled;
  const keepsValues = plans.some((plan) => !isRefused(plan) && plan.object.name === 'persons');
  const warned = new Set<string>();
  return {
    api,
    options,
    signal,
    people: new PeopleIndex({ api, matchAttribute: options.matchAttribute, keepsValues, isSettled }),
    projects: new ProjectIndex({ api, isSettled }),
    create: (create) => changes.create(create),
    change: (object, request) => changes.change(object, request),
    isSettled,
    settled: (at) => changes.settled(at),
    missing: (kind, member) => prospects.missing(kind, member),
    arrived: (kind) => prospects.arrived(kind),
    warn: (object, text) => {
      const sentence = `${object}: ${text}`;
      if (warned.has(sentence)) return;
      warned.add(sentence);
      void out.log('WARN', sentence);
    },
  };
}
