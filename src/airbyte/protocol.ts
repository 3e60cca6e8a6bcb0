/** The messages of the Airbyte protocol that the programs write. */

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

/** What a destination can do with rows of one kind. An object and a mode occur once together. */
export interface DestinationOperation {
  readonly object_name: string;
  readonly sync_mode: 'append' | 'append_dedup' | 'update' | 'soft_delete';
  readonly json_schema: JsonSchema;
  /** Each inner list is a key of one or several fields. */
  readonly matching_keys: readonly (readonly string[])[];
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
      readonly type: 'DESTINATION_CATALOG';
      readonly destination_catalog: { readonly operations: readonly DestinationOperation[] };
    }
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
