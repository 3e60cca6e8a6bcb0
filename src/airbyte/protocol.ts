/** The messages of the Airbyte protocol that a source writes. */

import type { FailureType } from '../errors.ts';
import type { JsonSchema } from '../json_schema.ts';

export type LogLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';
export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';
export type SyncMode = 'full_refresh' | 'incremental';

/** Plain JSON with a fixed set of keys per stream: runners that merge states keep keys that are missing. */
export type StreamState = Readonly<Record<string, unknown>>;

export interface CatalogEntry {
  readonly name: string;
  readonly json_schema: JsonSchema;
  readonly supported_sync_modes: readonly SyncMode[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key: readonly (readonly string[])[];
  readonly is_resumable: boolean;
}

interface StreamDescriptor {
  readonly name: string;
}

export type Message =
  | { readonly type: 'LOG'; readonly log: { readonly level: LogLevel; readonly message: string } }
  | { readonly type: 'SPEC'; readonly spec: unknown }
  | {
      readonly type: 'CONNECTION_STATUS';
      readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message: string };
    }
  | { readonly type: 'CATALOG'; readonly catalog: { readonly streams: readonly CatalogEntry[] } }
  | {
      readonly type: 'STATE';
      readonly state: {
        readonly type: 'STREAM';
        readonly stream: { readonly stream_descriptor: StreamDescriptor; readonly stream_state: StreamState };
        readonly sourceStats: { readonly recordCount: number };
      };
    }
  | { readonly type: 'TRACE'; readonly trace: Trace & { readonly emitted_at: number } };

/** A state that a destination prints as it came, with the numbers of its rows. */
export interface EchoedState {
  readonly type: 'STATE';
  readonly state: Readonly<Record<string, unknown>>;
}

export type Trace =
  | { readonly type: 'ERROR'; readonly error: TraceError }
  | { readonly type: 'STREAM_STATUS'; readonly stream_status: TraceStatus }
  | {
      readonly type: 'ESTIMATE';
      readonly estimate: { readonly type: 'STREAM'; readonly name: string; readonly row_estimate: number };
    };

export interface TraceError {
  readonly message: string;
  readonly internal_message?: string;
  readonly stack_trace?: string;
  readonly failure_type: FailureType;
  readonly stream_descriptor?: StreamDescriptor;
}

interface TraceStatus {
  readonly stream_descriptor: StreamDescriptor;
  readonly status: StreamStatus;
  readonly reasons?: readonly [
    { readonly type: 'RATE_LIMITED'; readonly rate_limited: { readonly quota_reset: number } },
  ];
}
