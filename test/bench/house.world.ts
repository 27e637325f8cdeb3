import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Bodies, Seats } from '#assembly';
import { Decisions } from '#decisions';
import { Accounts, globalId } from '#platform';
import type { Box } from '#voting';
import { charterOf, Committee, committed, english, type CommitteeHost } from '../support/committee.js';
import type { Sent } from './house.load.js';

const VOTERS = 50;
const DECISIONS_OF_A_BODY = 10;
const DAY = 24 * 60 * 60 * 1000;

/** A coalition to ask and to vote in, made by the services of a running server. */
export interface BenchWorld {
  readonly committee: Committee;
  /** The request for the newest twenty decisions with their bodies. */
  readonly decisions: Sent;
  /**
   * The next ballot to cast: each elector's first one in each box, box after box, then changed ones.
   *
   * @param asked which fields of its receipt are asked for
   */
  ballot(asked: string): Sent;
}

/** Milliseconds that a box is open whose only ballot is cast at once. */
const OPEN_FOR = 2000;

/**
 * @param ballots how many first ballots there must be
 * @param bodies how many bodies have decided something
 */
export async function benchWorld(
  host: CommitteeHost,
  { ballots, bodies }: { readonly ballots: number; readonly bodies: number },
): Promise<BenchWorld> {
  const committee = await Committee.seat(host, VOTERS);
  const voting = committee.bodyId;
  for (let body = 0; body < bodies; body += 1) await decideIn(host, committee);
  committee.bodyId = voting;
  const sessions = await Promise.all(committee.members.map(({ email }) => signIn(host, email)));
  const boxes: Box[] = [];
  while (boxes.length * VOTERS < ballots) boxes.push(await committee.box(DAY));
  await host.database.dataSource.query('ANALYZE');
  let cast = 0;
  return {
    committee,
    decisions: {
      body: JSON.stringify({ query: DECISIONS, variables: { coalition: committee.slug, first: 20 } }),
    },
    ballot(asked) {
      const box = boxes[Math.floor(cast / VOTERS) % boxes.length];
      const session = sessions[cast % VOTERS];
      cast += 1;
      if (!box || session === undefined) throw new Error('There is nothing to vote on.');
      const boxId = globalId('Box', box.coalitionId, box.id);
      const ballot = { choice: cast % 3 === 0 ? 'NO' : 'YES' };
      const input = { idempotencyKey: randomUUID(), boxId, boxHash: box.boxHash, ballot };
      return { session, body: JSON.stringify({ query: castOperation(asked), variables: { input } }) };
    },
  };
}

const DECISIONS = `query Decisions($coalition: String!, $first: Int) {
  decisions(coalition: $coalition, first: $first) { nodes { id outcome decidedAt body { id name { text } } } }
}`;

const castOperation = (asked: string) => `mutation Cast($input: CastBallotInput!) {
  castBallot(input: $input) {
    __typename
    ... on BallotCast { receipt { ${asked} } }
    ... on Refusal { code because }
  }
}`;

/** Lets another body of the coalition, whose one member is the first, decide on proposals by votes. */
async function decideIn({ app }: CommitteeHost, committee: Committee): Promise<void> {
  const steward = () => committee.actor(committee.founderId);
  const always = { beginsAt: null, endsAt: null };
  const clauses = charterOf(1);
  const name = english(`Body ${randomUUID().slice(0, 4)}`);
  const body = await app.get(Bodies).establishBody(steward(), { name, zone: 'Europe/Rome', clauses });
  committee.bodyId = committed(body).result.bodyId;
  const { bodyId } = committee;
  const seat = { bodyId, label: english('Seat'), seatClass: 'member', sectorId: null, organizationId: null };
  const { seatId } = committed(await app.get(Seats).createSeat(steward(), { ...seat, ...always })).result;
  const personId = committee.member(0);
  committed(await app.get(Seats).appoint(steward(), { seatId, personId, onBehalfOf: null, ...always }));

  const boxes: Box[] = [];
  for (let n = 0; n < DECISIONS_OF_A_BODY; n += 1) {
    const box = await committee.box(OPEN_FOR);
    committed(await committee.vote(box, 0));
    boxes.push(box);
  }
  for (const { id: boxId } of boxes) {
    // The server closes and counts what is due.
    while (!(await committee.read(boxId)).countedAt) await pause(50);
    const rationale = english('For the reasons that were given.');
    const decision = { boxId, rationale, takesEffectAt: null, reviewAt: null, supersedes: null };
    committed(await app.get(Decisions).recordDecision(committee.actor(personId), decision));
  }
}

/** A session of the account with this address, as signing in leaves it. */
async function signIn({ app, database }: CommitteeHost, email: string): Promise<string> {
  const account = await app.get(Accounts).find(database.dataSource, email);
  const secret = randomBytes(32).toString('base64url');
  await database.dataSource.query(
    `INSERT INTO session (id, token_hash, account_id, created_at, last_seen_at, expires_at)
     SELECT $1, $2, id, quorate_now(), quorate_now(), quorate_now() + interval '12 hours'
     FROM account WHERE id = $3`,
    [randomUUID(), createHash('sha256').update(secret).digest(), account],
  );
  return secret;
}
