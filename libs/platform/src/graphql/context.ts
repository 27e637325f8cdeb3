import DataLoader from 'dataloader';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../principal.js';

/** What every resolver of one request shares. */
export interface GraphqlContext {
  readonly principal: Principal;
  /** One DataLoader per name and request; reached through `loader`. */
  readonly loaders: Map<string, DataLoader<unknown, unknown>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Loads the values of many keys at once: one value or error for each key, in the order of the keys. */
export type Batch<Key, Value> = (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>;

/**
 * The request's DataLoader of this name, made at first use. Keys that are not text need `cacheKey`, so that two
 * equal keys are asked for once.
 */
export function loader<Key, Value>(
  context: GraphqlContext,
  name: string,
  batch: Batch<Key, Value>,
  cacheKey?: (key: Key) => string,
): DataLoader<Key, Value, unknown> {
  const known = context.loaders.get(name);
  // One name has one batch function and so one pair of types; the map cannot say so.
  if (known) return known as DataLoader<Key, Value, unknown>;
  const made = new DataLoader<Key, Value, unknown>(batch, cacheKey ? { cacheKeyFn: cacheKey } : {});
  context.loaders.set(name, made);
  return made;
}

/** Brings rows into the order of their keys; null where a key has no row. */
export function inOrderOf<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Gathers the rows of each key, in the order of the keys; an empty list where a key has none. */
export function gatheredBy<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): Row[][] {
  const byKey = new Map<Key, Row[]>();
  for (const row of rows) {
    const gathered = byKey.get(keyOf(row));
    if (gathered) gathered.push(row);
    else byKey.set(keyOf(row), [row]);
  }
  return keys.map((key) => byKey.get(key) ?? []);
}
