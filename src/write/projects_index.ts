import type { Api } from '../http/api.ts';
import type { Project, Projects } from './run.ts';

/** Placeholder until the branch of projects is merged. */
export class ProjectIndex implements Projects {
  constructor(_api: Api) {}

  byCode(_code: string): Promise<Project | undefined> {
    return Promise.resolve(undefined);
  }
}
