import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest, Twist } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import type { Login } from '../http/login.ts';

/** One request that a rule has taken in hand. */
export interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly asked: ApiRequest;
  readonly login: Login;
  /** The sandbox's clock, in milliseconds. */
  readonly clock: () => number;
  /** What the API says to it. */
  readonly answer: (twist?: Twist) => Answer;
  /** Sends an answer as usual. */
  readonly send: (answer: Answer) => Promise<void>;
  /** The bytes and headers that `send` would put on the wire. */
  readonly encode: (answer: Answer) => Promise<{ headers: Record<string, string>; body: Buffer }>;
}
