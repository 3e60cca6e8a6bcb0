import { OwnError } from '../errors.ts';

/** Why a row was not written. The codes are stable: reports are searched for them. */
export type RejectCode =
  | 'missing_key' // the row lacks its matching key
  | 'missing_value' // it lacks a member that the object needs
  | 'bad_value' // a value that the member cannot have
  | 'unknown_reference' // what it names does not exist
  | 'ambiguous_reference' // what it names exists several times
  | 'exists' // it is there already, with other values
  | 'not_found' // there is nothing to update or remove
  | 'conflict' // Personio refuses because of something else that is there, such as an approval or an overlap
  | 'refused' // Personio refuses for another reason
  | 'too_large' // a file beyond Personio's limit
  | 'not_due' // a leaving in the future
  | 'removal_not_allowed' // a deleted row, without `allow_removal`
  | 'not_supported'; // the object has no such operation

interface Details {
  /** The member that is at fault. */
  readonly member?: string | undefined;
  /** By which Personio's support finds the request. */
  readonly traceId?: string | undefined;
  /** Personio's own words, for the report only: they may quote values. */
  readonly answer?: string | undefined;
  /** An earlier run may have created it: as long as lists may lack it, the row is tried again. */
  readonly mayCome?: boolean;
}

/** A row that cannot be written, now or later, unless somebody corrects something. The sentence contains no value of it. */
export class Reject extends OwnError {
  override readonly name = 'Reject';
  readonly code: RejectCode;
  readonly member: string | undefined;
  readonly traceId: string | undefined;
  readonly answer: string | undefined;
  readonly mayCome: boolean;

  constructor(code: RejectCode, sentence: string, { member, traceId, answer, mayCome = false }: Details = {}) {
    super(sentence);
    this.code = code;
    this.member = member;
    this.traceId = traceId;
    this.answer = answer;
    this.mayCome = mayCome;
  }
}

/** What rows of other streams may still bring. */
export type Brought = 'person' | 'project';

/** What a row names does not exist. */
export const noSuch = (kind: Brought, details: Details = {}): Reject =>
  new Reject('unknown_reference', `Personio has no such ${kind}.`, details);

export const missingKey = (member: string): Reject =>
  new Reject('missing_key', 'The row has no value for its matching key.', { member });

/** A row that needs something which another row may still bring: it is tried again. */
export class Awaits extends OwnError {
  override readonly name = 'Awaits';
  readonly kind: Brought;

  constructor(kind: Brought) {
    super(`a ${kind} that may still come`);
    this.kind = kind;
  }
}

/** A create that may have been carried out and cannot be found: the stream fails, and the next run looks again. */
export class InDoubt extends OwnError {
  override readonly name = 'InDoubt';

  constructor(cause: unknown) {
    super('it may have been created', { cause });
  }
}
