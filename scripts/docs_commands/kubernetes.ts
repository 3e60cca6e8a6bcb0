import { parseAllDocuments } from 'yaml';

type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

type Shape = { readonly [key: string]: Shape | typeof ANY };
type Json = Readonly<Record<string, Yaml>>;

const ANY = 'any';

const CONTAINER: Shape = {
  name: ANY,
  image: ANY,
  command: ANY,
  env: { name: ANY, value: ANY },
  resources: { requests: { cpu: ANY, memory: ANY }, limits: { memory: ANY } },
  securityContext: { allowPrivilegeEscalation: ANY, readOnlyRootFilesystem: ANY, capabilities: { drop: ANY } },
  volumeMounts: { name: ANY, mountPath: ANY, readOnly: ANY },
};

const POD: Shape = {
  restartPolicy: ANY,
  terminationGracePeriodSeconds: ANY,
  automountServiceAccountToken: ANY,
  securityContext: {
    runAsNonRoot: ANY,
    runAsUser: ANY,
    runAsGroup: ANY,
    fsGroup: ANY,
    seccompProfile: { type: ANY },
  },
  containers: CONTAINER,
  volumes: {
    name: ANY,
    secret: { secretName: ANY },
    configMap: { name: ANY },
    persistentVolumeClaim: { claimName: ANY },
  },
};

/** The kinds that the pages use, with the fields of Kubernetes that they use: any other is taken for a slip. */
const KINDS: Readonly<Record<string, { readonly apiVersion: string; readonly shape: Shape }>> = {
  ConfigMap: { apiVersion: 'v1', shape: { data: ANY } },
  PersistentVolumeClaim: {
    apiVersion: 'v1',
    shape: { spec: { accessModes: ANY, resources: { requests: { storage: ANY } } } },
  },
  CronJob: {
    apiVersion: 'batch/v1',
    shape: {
      spec: {
        schedule: ANY,
        concurrencyPolicy: ANY,
        successfulJobsHistoryLimit: ANY,
        failedJobsHistoryLimit: ANY,
        jobTemplate: { spec: { backoffLimit: ANY, activeDeadlineSeconds: ANY, template: { spec: POD } } },
      },
    },
  },
};

/** What is wrong with a manifest, in words; `secrets` are those that exist. */
export function faultsOf(documents: readonly Yaml[], secrets: readonly string[]): string[] {
  const faults: string[] = [];
  const named = (kind: string) =>
    documents.filter((document) => at(document, 'kind') === kind).map((document) => at(document, 'metadata', 'name'));
  for (const document of documents) {
    const kind = KINDS[String(at(document, 'kind'))];
    if (kind === undefined || kind.apiVersion !== at(document, 'apiVersion'))
      faults.push(`${at(document, 'kind')}: kind and apiVersion`);
    else faults.push(...strangers(document, { apiVersion: ANY, kind: ANY, metadata: { name: ANY }, ...kind.shape }));
    const pod = at(document, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
    if (pod === undefined) continue;
    if (!isCron(String(at(document, 'spec', 'schedule')))) faults.push('the schedule');
    const known = { secretName: secrets, name: named('ConfigMap'), claimName: named('PersistentVolumeClaim') };
    faults.push(...podFaults(pod, known));
  }
  return faults;
}

/** True for five fields as cron has them. */
export function isCron(schedule: string): boolean {
  const fields = schedule.split(' ');
  return fields.length === 5 && fields.every((field) => /^(\*|\d+)([-,/]\d+)*$/.test(field));
}

function podFaults(pod: Yaml, known: Readonly<Record<string, readonly (Yaml | undefined)[]>>): string[] {
  const faults: string[] = [];
  const volumes = list(at(pod, 'volumes'));
  for (const volume of volumes) {
    const { name: _, ...sources } = volume as Json;
    for (const [key, name] of Object.values(sources).flatMap((source) => Object.entries(source as Json)))
      if (!known[key]?.includes(name)) faults.push(`a volume of ${String(name)}, which is not there`);
  }
  if (!['Never', 'OnFailure'].includes(String(at(pod, 'restartPolicy')))) faults.push('the restart policy of a Job');
  if (at(pod, 'securityContext', 'runAsNonRoot') !== true) faults.push('it may run as root');
  for (const container of list(at(pod, 'containers'))) {
    const mounts = list(at(container, 'volumeMounts'));
    const names = volumes.map((volume) => at(volume, 'name'));
    for (const mount of mounts)
      if (!names.includes(at(mount, 'name'))) faults.push(`mount ${String(at(mount, 'name'))}`);
    const paths = mounts.map((mount) => String(at(mount, 'mountPath')));
    const files = [...list(at(container, 'command')), ...list(at(container, 'env')).map((each) => at(each, 'value'))];
    for (const file of files.map(String).filter((each) => each.startsWith('/')))
      if (!paths.some((path) => file === path || file.startsWith(`${path}/`))) faults.push(`${file} is on no volume`);
    for (const part of ['requests', 'limits'])
      if (!/^\d+[MG]i$/.test(String(at(container, 'resources', part, 'memory')))) faults.push(`${part}: memory`);
  }
  return faults;
}

/** Fields that the shape does not have. */
function strangers(value: Yaml, shape: Shape | typeof ANY, path = ''): string[] {
  if (shape === ANY) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => strangers(item, shape, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [`${path} is empty`];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = shape[key];
    return known === undefined ? [`${path}.${key} is not known`] : strangers(inner, known, `${path}.${key}`);
  });
}

/** The documents of a file; throws where it is no YAML, or nearly none. */
export function parseYaml(text: string): Yaml[] {
  return parseAllDocuments(text).map((document) => {
    for (const fault of [...document.errors, ...document.warnings]) throw fault;
    return document.toJS() as Yaml;
  });
}

/** The value that is reached by these keys. */
export function at(value: Yaml | undefined, ...keys: string[]): Yaml | undefined {
  let inner: Yaml | undefined = value;
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined;
    inner = inner[key];
  }
  return inner;
}

export const list = (value: Yaml | undefined): Yaml[] => (Array.isArray(value) ? value : []);
