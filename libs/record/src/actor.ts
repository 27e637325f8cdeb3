import type { CoalitionId } from '#kernel';
import { notFound, type Principal } from '#platform';
import type { JsonValue } from '#transparency';
import type { Actor } from './act.js';

/**
 * The actor of a request: the person that the caller is in this coalition. Whoever is no person of it is
 * answered as if it were not there.
 *
 * @param act the name of the act, so that one key cannot be used for two kinds of acts
 * @param input the act's whole input, as it is digested for repeated requests
 * @throws Fault NOT_FOUND
 */
export function actorOf(
  principal: Principal,
  coalitionId: CoalitionId,
  act: string,
  input: { readonly idempotencyKey: string },
): Actor {
  const personId = principal.persons.get(coalitionId);
  if (!personId) throw notFound();
  return { coalitionId, personId, key: input.idempotencyKey, request: requestOf(act, input) };
}

/** The server as an actor: it carries out what is due. */
export function serverOf(coalitionId: CoalitionId): Actor {
  return { coalitionId, personId: null, key: null, request: null };
}

/** In what capacity the server acts. */
export const SERVER = { role: 'server' } as const;

/** What an idempotency key stands for: the act and its input as plain JSON. */
export function requestOf(act: string, input: object): JsonValue {
  return { act, input: JSON.parse(JSON.stringify(input)) as JsonValue };
}
