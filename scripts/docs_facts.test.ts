// Numbers on pages equal those in the code: each fact has the source of its number, and the sentences that state it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultOptions } from '../sandbox/options.ts';
import { Compensations } from '../src/streams/compensations.ts';
import { Employments } from '../src/streams/employments.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const text = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const FOLDERS = ['', 'docs', 'docs/run', 'docs/integrations/destinations', 'docs/integrations/sources'];
/** The text of each page, without line breaks, since sentences wrap. The changelog may state old numbers. */
const PAGES: ReadonlyMap<string, string> = new Map(
  FOLDERS.flatMap((folder) => readdirSync(path.join(ROOT, folder)).map((name) => path.join(folder, name)))
    .filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')
    .map((file) => [file, text(file).replace(/\s+/g, ' ')]),
);

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const numberOf = (written: string): number =>
  WORDS.includes(written) ? WORDS.indexOf(written) : Number(written.replaceAll(',', ''));

/** The product that a constant of a file is. */
function constant(file: string, name: string): number {
  const [, product] = new RegExp(`const ${name} = ([\\d_ *]+);`).exec(text(file)) ?? [];
  if (product === undefined) throw new Error(`${file} has no number ${name}.`);
  return product.split('*').reduce((result, factor) => result * Number(factor.replaceAll('_', '')), 1);
}

const found = (file: string, pattern: RegExp): number => {
  const [, number] = pattern.exec(text(file)) ?? [];
  if (number === undefined) throw new Error(`${file} has no ${pattern}.`);
  return numberOf(number);
};

const { properties } = JSON.parse(text('spec.json')).connectionSpecification;
const { version, engines } = JSON.parse(text('package.json'));
const { jobSpecific } = parse(text('metadata.yaml')).data.resourceRequirements;
const ofSync = jobSpecific.find(({ jobType }: { jobType: string }) => jobType === 'sync').resourceRequirements;
const { limits } = defaultOptions();
const scenarios = text('docs/reliability.md')
  .split('<!-- written by npm run test:faults')[1]
  ?.match(/^\| (?!What happens|---)/gm)?.length;

interface Fact {
  readonly is: number | string | undefined;
  /** Each finds the number as its first group, on at least one page. */
  readonly said: readonly RegExp[];
}

const FACTS: Readonly<Record<string, Fact>> = {
  'people from which employments are visited in turn': {
    is: new Employments().partitioning.parent.watch?.least,
    said: [/more than ([\d,]+) people(?=, an incremental|\.)/g, /has ([\d,]+) people or fewer/g],
  },
  'rows that are looked at for attributes': {
    is: constant('src/account/attributes.ts', 'SAMPLE'),
    said: [/first (\d+) (?:rows|people)/g, /nobody of the (\d+)/g],
  },
  'months of compensations without a start date': {
    is: new Compensations().partitioning?.months?.back,
    said: [/compensations (?:then )?go(?:es)? back (\w+) months/g, /without a start date it goes back (\w+) months/g],
  },
  'minutes of retries': {
    is: properties.retry_seconds.default / 60,
    said: [/retries requests for (\w+) minutes/g, /no room for (\w+) minutes/g],
  },
  'hours in which a full refresh is resumed': {
    is: constant('src/sync/cursor.ts', 'RESUMABLE_MS') / 3_600_000,
    said: [/is resumed (?:for|within) (\w+) hours/g],
  },
  'seconds of a check': {
    is: constant('src/commands/check.ts', 'LONGEST_MS') / 1000,
    said: [/A test waits (\w+) seconds/g],
  },
  'records before a state': {
    is: constant('src/airbyte/checkpoint.ts', 'RECORDS_PER_STATE'),
    said: [/after ([\d,]+) records or \w+ seconds/g],
  },
  'seconds before a state': {
    is: constant('src/airbyte/checkpoint.ts', 'STATE_EVERY_MS') / 1000,
    said: [/after [\d,]+ records or (\w+) seconds/g],
  },
  'KiB that a stream keeps': {
    is: constant('src/sync/tracking/kept_text.ts', 'MOST_KEPT') / 1024,
    said: [/(?:of|than|pass) (\d+) KiB/g],
  },
  'MB of an answer': {
    is: constant('src/http/client.ts', 'MOST_BYTES') / 2 ** 20,
    said: [/near (\d+) MB, nor/g, /limit: (\d+) MB unpacked/g],
  },
  'MB of an answer without pages': {
    is: constant('src/http/client.ts', 'MOST_BYTES_OF_A_LIST') / 2 ** 20,
    said: [/a whole report near (\d+) MB/g, /(\d+) MB for a list/g, /more than (\d+) MB is refused/g],
  },
  'levels of a value': { is: constant('src/json.ts', 'MOST_LEVELS'), said: [/deeper than (\d+) levels/g] },
  'requests to version 1 in a minute': {
    is: found('src/http/limits.ts', /v1\\\/\/, perMinute: (\d+)/),
    said: [/([\d,]+) requests a minute (?:in|for) all/g],
  },
  'requests for employees in a minute': {
    is: found('src/http/limits.ts', /employees\$\/, perMinute: (\d+)/),
    said: [/(\d+) of them for employees/g],
  },
  'logins in a minute': {
    is: found('sandbox/http/login.ts', /PER_MINUTE = (\d+)/),
    said: [/Too many logins: (\d+) a minute/g],
  },
  'requests to an endpoint in a second': {
    is: limits.rates.default,
    said: [/as a rule to (\d+) a second/g, /with Personio: (\d+) requests a second/g],
  },
  'requests for persons in a second': { is: limits.rates.persons, said: [/`persons`(?: allows|,| \()? ?(\d+)\b/g] },
  'requests in a burst': { is: limits.burst, said: [/burst of (\d+)/g] },
  'days until a refusal fails': {
    is: constant('src/sync/removals/report.ts', 'MOST_DAYS_REFUSED'),
    said: [/fails after (\w+) days/g, /After (\w+) days/g],
  },
  'memory that a sync needs': {
    is: ofSync.memory_request,
    said: [/memory(?:_request)?"?: "?(256Mi)/g, /(\d+Mi) are enough/g],
  },
  'memory that a sync may take': {
    is: ofSync.memory_limit,
    said: [/limits"?[:=] ?\{? ?"?memory"?: "?(\d+Mi)/g, /(\d+Mi) are comfortable/g],
  },
  'user of the image': { is: found('Dockerfile', /^USER (\d+)/m), said: [/runs as user (\d+)/g] },
  'Node of the connector': { is: found('src/cli/start.ts', /NEEDED = (\d+)/), said: [/Node (\d+)\b(?! or newer)/g] },
  'Node of the scripts': { is: Number(engines.node.replace('>=', '')), said: [/Node (\d+) or newer/g] },
  'version of images and packages': {
    is: version,
    said: [/(?<!sourcepersonio\/)source-personio[:-](\d+\.\d+\.\d+)/g, /Docker image tag \| `([\d.]+)`/g],
  },
};

describe.each(Object.entries(FACTS))('%s', (_, { is, said }) => {
  test.each(said)('%s', (pattern) => {
    const numbers = [...PAGES].flatMap(([page, content]) =>
      [...content.matchAll(pattern)].map(([sentence, number = '']) => ({
        page,
        sentence,
        is: typeof is === 'number' ? numberOf(number) : number,
      })),
    );

    expect(numbers.length, 'a page says so').toBeGreaterThan(0);
    expect(numbers.filter((each) => each.is !== is)).toEqual([]);
  });
});

test('the README does not claim more tests and failures than there are', () => {
  const [, tests = ''] = /More than ([\d,]+) tests/.exec(PAGES.get('README.md') ?? '') ?? [];
  const [, failures = ''] = /more than ([\d,]+) kinds of failure/.exec(PAGES.get('README.md') ?? '') ?? [];

  expect(numberOf(tests)).toBeLessThanOrEqual(found('.ci/run', /^MIN_PASSED=(\d+)/m));
  expect(numberOf(failures)).toBeLessThanOrEqual(scenarios ?? 0);
});
