import type { CoalitionId, Id } from '#kernel';
import { notFound } from '../fault.js';

/** Where a thing is: the coalition it belongs to and its own identifier. */
export interface NodeKey<Noun extends string = string> {
  readonly coalitionId: CoalitionId;
  readonly id: Id<Noun>;
}

interface Registration {
  readonly noun: string;
  readonly prefix: string;
  readonly standsAlone: boolean;
}

const GLOBAL_ID = /^([a-z]{3})_([A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43})$/;
const UUID_BYTES = 16;

const byNoun = new Map<string, Registration>();
const byPrefix = new Map<string, Registration>();

/**
 * Gives the things of one GraphQL type public identifiers.
 *
 * @param noun the name of the GraphQL type
 * @param prefix three small letters that no other noun has
 * @param standsAlone true for what belongs to no coalition: its identifier is itself the whole key
 */
export function registerNoun(noun: string, prefix: string, { standsAlone = false } = {}): void {
  if (!/^[a-z]{3}$/.test(prefix)) throw new Error(`The prefix of ${noun} is three small letters.`);
  const registration = { noun, prefix, standsAlone };
  const taken = byPrefix.get(prefix) ?? byNoun.get(noun);
  if (taken && (taken.noun !== noun || taken.prefix !== prefix)) {
    throw new Error(`${noun} (${prefix}) collides with ${taken.noun} (${taken.prefix}).`);
  }
  byNoun.set(noun, registration);
  byPrefix.set(prefix, registration);
}

/** True when things of this GraphQL type have public identifiers. */
export function isNoun(typeName: string): boolean {
  return byNoun.has(typeName);
}

/** By places and not by searching for the hyphens: lists write two identifiers a row. */
function hexOf(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The public, opaque, URL-safe identifier of a thing. For a noun that stands alone `coalitionId` is its own id. */
export function globalId(noun: string, coalitionId: string, id: string = coalitionId): string {
  const registration = byNoun.get(noun);
  if (!registration) throw new Error(`${noun} has no public identifiers.`);
  const key = registration.standsAlone ? hexOf(id) : hexOf(coalitionId) + hexOf(id);
  return `${registration.prefix}_${Buffer.from(key, 'hex').toString('base64url')}`;
}

/** What a public identifier names; null when it is malformed. */
export function parseGlobalId(text: string): (NodeKey & { readonly noun: string }) | null {
  const [, prefix = '', encoded = ''] = GLOBAL_ID.exec(text) ?? [];
  const registration = byPrefix.get(prefix);
  const bytes = Buffer.from(encoded, 'base64url');
  const length = registration?.standsAlone === true ? UUID_BYTES : 2 * UUID_BYTES;
  // The last character carries unused bits: only the spelling that `globalId` writes is an identifier.
  if (!registration || bytes.length !== length || bytes.toString('base64url') !== encoded) return null;
  return {
    noun: registration.noun,
    coalitionId: uuidOf(bytes.subarray(0, UUID_BYTES)) as CoalitionId,
    id: uuidOf(bytes.subarray(-UUID_BYTES)) as Id<string>,
  };
}

/**
 * Reads a public identifier. Throws NOT_FOUND when it is malformed or names another kind of thing, the same answer
 * as for a thing that is absent.
 */
export function readGlobalId<Noun extends string>(noun: Noun, text: string): NodeKey<Noun> {
  const key = parseGlobalId(text);
  if (key?.noun !== noun) throw notFound();
  return { coalitionId: key.coalitionId, id: key.id as Id<Noun> };
}
