import { printable, wrapped } from '../../printable.ts';
import { GRANT_THEM } from '../../streams/failure.ts';
import { isPublic, ownScopes, type Right } from '../../streams/rights.ts';
import type { Stream } from '../../streams/stream.ts';
import { isRefused } from './finding.ts';
import type { RightFinding } from './right_findings.ts';
import type { Survey } from './survey.ts';
import { granted, isException, labelled, notes, type Verdict } from './verdict.ts';

const WIDTH = 78;
const INDENT = '    ';
const GRANTED = '✓';
const MISSING = '✗';
const UNKNOWN = '?';

/** What a credential may read, as lines for people: each right, with the streams that it opens. */
export function checklist(survey: Survey, { status }: Verdict): string {
  const { rights, streams } = survey;
  const toTick = rights.filter(isToTick);
  const blocked = blockedStreams(survey);
  const exceptions = streams.filter((each) => 'at' in each).filter(isException(rights));
  const publicOnes = streams.filter(({ stream }) => isPublic(stream));
  const blocks = [
    rights.map((each) => lineOf(each, blocked)).join('\n'),
    ...publicOnes.map((each) =>
      'error' in each ? `${MISSING} ${each.error.message}` : `${GRANTED} ${each.stream.name}`,
    ),
    ...exceptions.map(({ stream }) => `${MISSING} ${stream.name}: refused although its right is granted.`),
    ...notes(survey),
    toTick.length > 0 ? `${GRANT_THEM}:\n${toTick.map(({ right }) => `${INDENT}${labelled(right)}`).join('\n')}` : '',
    `${status === 'SUCCEEDED' ? GRANTED : MISSING} ${granted(rights)}`,
  ];
  return `${blocks.filter(Boolean).map(inLines).join('\n\n')}\n`;
}

const isToTick = ({ state }: RightFinding): boolean => state === 'missing' || state === 'unavailable';

/** Streams that wait for the right of a parent, with that right. */
function blockedStreams({ rights, streams }: Survey): ReadonlyMap<Stream, Right> {
  const missing = (at: Stream) => rights.find((each) => isToTick(each) && ownScopes(at).includes(each.right.scope));
  return new Map(
    streams.filter(isRefused).flatMap(({ stream, at }) => {
      const found = at.path === stream.path ? undefined : missing(at);
      return found && !ownScopes(stream).includes(found.right.scope) ? [[stream, found.right] as const] : [];
    }),
  );
}

function lineOf(finding: RightFinding, blocked: ReadonlyMap<Stream, Right>): string {
  const { right, state, opens, isEmpty, obstacles, waitsFor } = finding;
  const reasons = {
    granted: isEmpty ? ', but no row is visible' : '',
    missing: '',
    unavailable: ': not in the plan, or not granted',
    failed: `: not tested. ${obstacles[0]?.error.message}`,
    not_tested: waitsFor ? `: not tested, because that requires ${labelled(waitsFor)}` : ': not tested',
  };
  const mark = state === 'granted' ? GRANTED : isToTick(finding) ? MISSING : UNKNOWN;
  const open = opens.filter((stream) => !blocked.has(stream)).map(({ name }) => name);
  const waiting = opens.flatMap((stream) => {
    const also = blocked.get(stream);
    return also ? [`${stream.name}: also needs ${labelled(also)}`] : [];
  });
  const lines = [...(open.length > 0 ? [open.join(', ')] : []), ...waiting];
  return [`${mark} ${labelled(right)}${reasons[state]}`, ...lines.map((line) => INDENT + line)].join('\n');
}

/** Wraps each line at the width, keeping its indent, and makes it safe for terminals. */
const inLines = (block: string): string =>
  block
    .split('\n')
    .map((line) => {
      const [, indent = '', text = ''] = /^( *)(.*)$/s.exec(line) ?? [];
      return wrapped(printable(text), WIDTH, indent);
    })
    .join('\n');
