import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../http/answer.ts';
import type { Right } from '../rights.ts';

/** The target of a request. */
export interface Asked {
  /** As received: path and query. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The scheme and host that the client used. */
  readonly origin: string;
}

/** Ways to distort a page, requested by the rules of `trouble`. */
export interface Twist {
  /** Starts this many rows earlier than the cursor says. */
  readonly overlap?: number;
  /** Contains no rows, and links to where it started. */
  readonly empty?: boolean;
  /** The last page with rows links to one without. */
  readonly extraPage?: boolean;
  /** A cursor is no longer known. */
  readonly expired?: boolean;
  /** The credential has only this right, whatever the settings say. */
  readonly right?: Right;
  /** Every page of a list that contains this record fails. */
  readonly broken?: string;
}

/** A request to which a rule applies. */
export interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly asked: Asked;
  readonly login: { revokeAll(): void };
  /** The sandbox's clock, in milliseconds. */
  readonly clock: () => number;
  /** The API's response to it. */
  readonly answer: (twist?: Twist) => Answer;
  /** Sends a response as usual. */
  readonly send: (answer: Answer) => Promise<void>;
  /** The bytes and headers that `send` would transmit. */
  readonly encode: (answer: Answer) => Promise<{ headers: Record<string, string>; body: Buffer }>;
}
