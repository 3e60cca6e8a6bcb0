import { parseAllDocuments } from 'yaml';
import * as z from 'zod';

const only = z.strictObject;
const text = z.string();
const number = z.int();
const memory = text.regex(/^\d+[MG]i$/);
const metadata = only({ name: text });

const POD = only({
  restartPolicy: z.enum(['Never', 'OnFailure']),
  terminationGracePeriodSeconds: number,
  automountServiceAccountToken: z.boolean(),
  securityContext: only({
    runAsNonRoot: z.literal(true),
    runAsUser: number,
    runAsGroup: number,
    fsGroup: number,
    seccompProfile: only({ type: text }),
  }),
  containers: z.array(
    only({
      name: text,
      image: text,
      command: z.array(text),
      env: z.array(only({ name: text, value: text })),
      resources: only({ requests: only({ cpu: text, memory }), limits: only({ memory }) }),
      securityContext: only({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.boolean(),
        capabilities: only({ drop: z.array(text) }),
      }),
      volumeMounts: z.array(only({ name: text, mountPath: text, readOnly: z.boolean().optional() })),
    }),
  ),
  volumes: z.array(
    only({
      name: text,
      secret: only({ secretName: text }).optional(),
      configMap: metadata.optional(),
      persistentVolumeClaim: only({ claimName: text }).optional(),
    }),
  ),
});

/** The kinds that the pages use, with their fields: any other is treated as a typo. */
const MANIFEST = z.array(
  z.discriminatedUnion('kind', [
    only({ apiVersion: z.literal('v1'), kind: z.literal('ConfigMap'), metadata, data: z.record(text, text) }),
    only({
      apiVersion: z.literal('v1'),
      kind: z.literal('PersistentVolumeClaim'),
      metadata,
      spec: only({ accessModes: z.array(text), resources: only({ requests: only({ storage: text }) }) }),
    }),
    only({
      apiVersion: z.literal('batch/v1'),
      kind: z.literal('CronJob'),
      metadata,
      spec: only({
        schedule: text.refine(isCron),
        concurrencyPolicy: text,
        successfulJobsHistoryLimit: number,
        failedJobsHistoryLimit: number,
        jobTemplate: only({
          spec: only({ backoffLimit: number, activeDeadlineSeconds: number, template: only({ spec: POD }) }),
        }),
      }),
    }),
  ]),
);

/** What is wrong with a manifest, in words; `secrets` are those that exist. */
export function faultsOf(documents: readonly unknown[], secrets: readonly string[]): string[] {
  const { data, error } = MANIFEST.safeParse(documents);
  if (!data) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const names = (kind: string) => data.flatMap((each) => (each.kind === kind ? [each.metadata.name] : []));
  const sources = [
    ...secrets.map((name) => `secret ${name}`),
    ...names('ConfigMap').map((name) => `map ${name}`),
    ...names('PersistentVolumeClaim').map((name) => `claim ${name}`),
  ];
  return data.flatMap((each) =>
    each.kind === 'CronJob' ? podFaults(each.spec.jobTemplate.spec.template.spec, sources) : [],
  );
}

/** True for five fields as in cron. */
export function isCron(schedule: string): boolean {
  const fields = schedule.split(' ');
  return fields.length === 5 && fields.every((field) => /^(\*|\d+)([-,/]\d+)*$/.test(field));
}

/** Volumes whose source does not exist, and mounts and files that are on no volume. */
function podFaults({ volumes, containers }: z.infer<typeof POD>, sources: readonly string[]): string[] {
  const faults = volumes.flatMap(({ name, secret, configMap, persistentVolumeClaim: claim }) => {
    const of = secret
      ? `secret ${secret.secretName}`
      : configMap
        ? `map ${configMap.name}`
        : `claim ${claim?.claimName}`;
    return sources.includes(of) ? [] : [`volume ${name}: there is no ${of}`];
  });
  for (const { command, env, volumeMounts } of containers) {
    const strangers = volumeMounts.filter((mount) => !volumes.some(({ name }) => name === mount.name));
    const files = [...command, ...env.map(({ value }) => value)].filter((word) => word.startsWith('/'));
    const lost = files.filter((file) => !volumeMounts.some(({ mountPath }) => `${file}/`.startsWith(`${mountPath}/`)));
    faults.push(...strangers.map(({ name }) => `mount ${name}`), ...lost.map((file) => `${file} is on no volume`));
  }
  return faults;
}

/** The documents of a file, as plain values; throws for invalid or nearly invalid YAML. */
export function parseYaml(text: string) {
  return parseAllDocuments(text).map((document) => {
    for (const fault of [...document.errors, ...document.warnings]) throw fault;
    return document.toJS();
  });
}
