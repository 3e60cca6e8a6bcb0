/** What a member of a row can be. */
export type Kind =
  | 'text'
  | 'email'
  | 'id'
  | 'day' // YYYY-MM-DD
  | 'moment' // YYYY-MM-DDTHH:MM:SS, a wall-clock time without a zone
  | 'number'
  | 'flag'
  | 'choice' // one of `choices`, however it is capitalised
  | 'texts'; // a list, or JSON text of one

export interface Member {
  readonly kind: Kind;
  readonly describe: string;
  /** Of text: the greatest length. */
  readonly most?: number;
  /** The only values that are accepted. */
  readonly choices?: readonly string[];
  /** Personio's words for what is not set, as it shows or takes them. */
  readonly unset?: readonly string[];
  /** Personio lets it be cleared, so `clear_on_null` may name it. */
  readonly clearable?: boolean;
}

export type Members = Readonly<Record<string, Member>>;
export type Value = string | number | boolean | readonly string[];
/** By member. Texts are trimmed and never empty; a choice is spelled as declared. */
export type Values = Readonly<Record<string, Value | null>>;
