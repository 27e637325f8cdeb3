import { randomUUID } from 'node:crypto';
import { DueActs } from '#record';
import { done, text, type Answer, type Caller } from './caller.js';
import type { Chronicle } from './chronicle.js';
import { moveClock } from './database.js';

const MINUTE = 60_000;

/** What a vote of the whole body is about. */
interface Vote {
  readonly proposal: object;
  readonly box?: object;
  readonly ballot: object;
}

/** A motion, an amendment or an election in which all who sit vote alike; the decision on it is recorded. */
async function decide(chronicle: Chronicle, { proposal, box, ballot }: Vote): Promise<string> {
  const electors = await chronicle.roster();
  const [first = ''] = electors;
  const proposer = await chronicle.caller(first);
  const drafted = await done(
    proposer,
    'draftProposal',
    { bodyId: chronicle.body, title: text('A proposal'), text: text('Its words.'), ...proposal },
    '... on ProposalChanged { proposal { id } }',
  );
  const proposalId = drafted.proposal.id;
  await submit(proposer, proposalId);
  const closesAt = new Date((await chronicle.now()).getTime() + 10 * MINUTE);
  const opened = await done(
    proposer,
    'openBox',
    { proposalId, expectedVersion: 3, closesAt, ...box },
    '... on BoxOpened { box { id boxHash } }',
  );
  const { id: boxId, boxHash } = opened.box;
  for (const name of electors) {
    const casting = { boxId, boxHash, ballot };
    await done(
      await chronicle.caller(name),
      'castBallot',
      casting,
      '... on BallotCast { receipt { status } }',
    );
  }
  await moveClock(chronicle.server.database.dataSource, 10 * MINUTE);
  await untilCounted(chronicle, boxId);
  const recorded = await done(
    proposer,
    'recordDecision',
    { boxId, rationale: text('The body wants it so.') },
    '... on DecisionRecorded { decision { id outcome } }',
  );
  return recorded.decision.id;
}

/** Counts what is due, and waits where the server counts it by itself at this moment. */
async function untilCounted(chronicle: Chronicle, boxId: string): Promise<void> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on Box { tally { outcome } } } }';
  const caller = await chronicle.caller();
  while (!(await caller(query, { id: boxId })).node.tally) {
    await chronicle.server.app.get(DueActs, { strict: false }).run();
  }
}

/** `submitProposal` takes the input of every act on a proposal that one has seen. */
async function submit(proposer: Caller, proposalId: string): Promise<void> {
  const query = `mutation ($input: SeenProposalInput!) { submitProposal(input: $input) {
    __typename ... on Refusal { code because }
  } }`;
  const input = { idempotencyKey: randomUUID(), proposalId, expectedVersion: 1 };
  const { submitProposal } = await proposer(query, { input });
  if ('code' in submitProposal) throw new Error(submitProposal.because);
}

/** Adopts new clauses by a decision of the body: what changes, and the topics on which the charter falls silent. */
export async function amend(
  chronicle: Chronicle,
  clauses: readonly object[],
  more: { readonly dropsTopics?: readonly string[]; readonly beginsAt?: Date } = {},
): Promise<void> {
  const query = 'query ($body: ID!) { node(id: $body) { ... on Body { charterVersions { digest } } } }';
  const { node } = await (await chronicle.caller())(query, { body: chronicle.body });
  const { digest: amends } = node.charterVersions.at(-1);
  const amendment = { amends, clauses, ...more };
  await decide(chronicle, { proposal: { kind: 'MOTION', amendment }, ballot: { choice: 'YES' } });
}

/**
 * Holds an election whose ballots all have one order, and lets the elected take the seats in it, held against limits
 * and caps; tells who was passed over, by which clause.
 * Whoever holds one of the seats in a term that is not over leaves between the count and the seating; the others have
 * gone on until there is a successor, and end with that.
 */
export async function elect(
  chronicle: Chronicle,
  { order, seats }: { readonly order: readonly string[]; readonly seats: readonly string[] },
): Promise<readonly Answer[]> {
  const people = await Promise.all(order.map((name) => chronicle.person(name)));
  const options = order.map((name, n) => ({ id: `c${n}`, name: text(name), personId: people[n] }));
  const decisionId = await decide(chronicle, {
    proposal: { kind: 'ELECTION' },
    box: { options, seats: seats.length },
    ballot: { ranking: options.map(({ id }) => ({ options: [id] })) },
  });
  const holders = await chronicle.holders();
  for (const seat of seats) {
    const holder = holders.get(seat);
    if (holder && !holder.isHeldOver) await chronicle.leaves(holder.name, 'The term is over.');
  }
  await chronicle.does(
    'seatElected',
    { decisionId, seatIds: seats.map((seat) => chronicle.seatId(seat)) },
    '... on ElectedSeated { decision { id } }',
  );
  return passedOver(chronicle);
}

/** Who was passed over when seats were filled last: the codes and clauses, as the record has them. */
export async function passedOver(chronicle: Chronicle): Promise<readonly Answer[]> {
  const [last]: { entry: Buffer }[] = await chronicle.server.database.dataSource.query(
    `SELECT entry FROM record_event JOIN coalition USING (coalition_id)
     WHERE slug = $1 AND kind IN ('seats.filled', 'vacancy.filled') ORDER BY recorded_at DESC LIMIT 1`,
    [chronicle.slug],
  );
  return JSON.parse(String(last?.entry)).body.passedOver;
}
