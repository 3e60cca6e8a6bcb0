import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../http/answer.ts';
import type { Right } from '../rights.ts';

/** Where a request went. */
export interface Asked {
  /** As it came: path and query. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Scheme and host that the client used. */
  readonly origin: string;
}

/** How a page may be made to misbehave: the rules of `trouble` ask for it. */
export interface Twist {
  /** Starts so many rows earlier than the cursor says. */
  readonly overlap?: number;
  /** Holds no rows, and links to where it started. */
  readonly empty?: boolean;
  /** The last page with rows links to one without. */
  readonly extraPage?: boolean;
  /** A cursor is no longer known. */
  readonly expired?: boolean;
  /** The credential has this right alone, whatever the settings say. */
  readonly right?: Right;
  /** Every page of a list that has this record fails. */
  readonly broken?: string;
}

/** One request that a rule has taken in hand. */
export interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly asked: Asked;
  readonly login: { revokeAll(): void };
  /** The sandbox's clock, in milliseconds. */
  readonly clock: () => number;
  /** What the API says to it. */
  readonly answer: (twist?: Twist) => Answer;
  /** Sends an answer as usual. */
  readonly send: (answer: Answer) => Promise<void>;
  /** The bytes and headers that `send` would put on the wire. */
  readonly encode: (answer: Answer) => Promise<{ headers: Record<string, string>; body: Buffer }>;
}
