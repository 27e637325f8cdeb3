import { ApiClient, type ReplayApi } from './api-client.js';
import { APPOINT, CREATE_SEAT, REGISTER_PERSON } from './documents.js';
import { inEnglish, VOTER, type FoundedCoalition } from './founding.js';
import { inParallel } from './workers.js';

/** Clients that are at work at the same time. */
export const HANDS = 32;
/** Fewer where every act takes the lock of the same body. */
const HANDS_ON_ONE_BODY = 4;

/** Everybody who votes, signed in, and how fast the server let them in. */
export interface Electorate {
  readonly voters: readonly ApiClient[];
  /** Requests a second that the server answered while they were registered and signed in. */
  readonly pace: number;
}

/** Told after each step how many of all steps are done. */
export type Steps = (done: number, total: number) => void;

/** Registers, seats, appoints and signs in one person for each ballot. */
export async function seatVoters(
  api: ReplayApi,
  { steward, id: coalitionId, bodyId, slug }: FoundedCoalition,
  {
    count,
    steps,
    interrupted,
  }: { readonly count: number; readonly steps: Steps; readonly interrupted: AbortSignal },
): Promise<Electorate> {
  const numbers = Array.from({ length: count }, (_, place) => place + 1);
  const emailOf = (number: number) => `voter${number}@${slug}.example`;
  const total = 4 * count;
  const after = (phase: number) => (finished: number) => steps(phase * count + finished, total);
  const startedAt = performance.now();

  const people = await inParallel(numbers, { hands: HANDS, done: after(0) }, async (number) => {
    const person = { coalitionId, name: `Voter ${number}`, email: emailOf(number) };
    return (await steward.act<{ person: { id: string } }>(REGISTER_PERSON, person)).person.id;
  });
  const hands = HANDS_ON_ONE_BODY;
  const seats = await inParallel(numbers, { hands, done: after(1) }, async (number) => {
    const seat = { bodyId, label: inEnglish(`Seat ${number}`), seatClass: VOTER };
    return (await steward.act<{ seat: { id: string } }>(CREATE_SEAT, seat)).seat.id;
  });
  await inParallel(seats, { hands, done: after(2) }, (seatId, place) =>
    steward.act(APPOINT, { seatId, personId: people[place] }),
  );
  const voters = await inParallel(numbers, { hands: HANDS, done: after(3) }, (number) =>
    ApiClient.signIn(api, emailOf(number), interrupted),
  );
  return { voters, pace: total / ((performance.now() - startedAt) / 1000) };
}
