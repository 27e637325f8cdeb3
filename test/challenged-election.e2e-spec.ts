import { People, Seats } from '#assembly';
import { Decisions, Elections } from '#decisions';
import type { PersonId, SeatId } from '#kernel';
import { BallotService, Challenges, type Box } from '#voting';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { provide } from './support/provide.js';
import { startTestServer, type TestServer } from './support/world.js';

/** An election in which two voted who should not have: what a ruling makes of it decides on who is seated. */

const always = { beginsAt: null, endsAt: null };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.stop());

interface Held {
  readonly committee: Committee;
  readonly box: Box;
  readonly people: readonly PersonId[];
  readonly seatId: SeatId;
  readonly seatElected: () => ReturnType<Elections['seatElected']>;
}

/** Three of five elect the first of two candidates, and the body has decided so. */
async function elected(ifItMatters: 'RERUN' | 'CORRECT'): Promise<Held> {
  const { app } = server;
  const conflicts = provide('CONFLICT', '9.2', 'Employees stay out.', {
    interests: 'JOB',
    staysOutOf: 'VOTE',
    upheldBy: 0,
    ifItMatters,
  });
  const committee = await Committee.seat(server, 5, { clauses: [...charterOf(6), conflicts] });
  const steward = () => committee.actor(committee.founderId);
  const people: PersonId[] = [];
  for (const name of ['First', 'Second']) {
    const person = { name, email: null, steward: false };
    people.push(committed(await app.get(People).registerPerson(steward(), person)).result.personId);
  }
  const place = { seatClass: 'member', sectorId: null, organizationId: null, ...always };
  const seat = { bodyId: committee.bodyId, label: english('The seat'), ...place };
  const { seatId } = committed(await app.get(Seats).createSeat(steward(), seat)).result;
  const options = people.map((personId, n) => ({ id: `o${n}`, name: english(`o${n}`), personId }));
  const open = await committee.box(60_000, { kind: 'ELECTION', options, seats: 1 });
  for (const n of [0, 1, 2, 3, 4]) {
    const ranking = n < 3 ? [['o0'], ['o1']] : [['o1'], ['o0']];
    const command = { boxId: open.id, boxHash: open.boxHash, ballot: { kind: 'ranking', ranking } as const };
    committed(await app.get(BallotService).castBallot(committee.actor(committee.member(n)), command));
  }
  const box = await committee.close(open);
  const recorded = await app.get(Decisions).recordDecision(committee.actor(committee.member(0)), {
    boxId: box.id,
    rationale: english('They were elected.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });
  const { decisionId } = committed(recorded).result;
  const seatElected = () =>
    app.get(Elections).seatElected(steward(), { decisionId, seatIds: [seatId], beginsAt: null });
  return { committee, box, people, seatId, seatElected };
}

/** Two of those who voted for the first work for whom it concerns: the others rule so, one after the other. */
async function ruleOut({ committee, box }: Held, ...voters: number[]): Promise<void> {
  const challenges = server.app.get(Challenges);
  for (const voter of voters) {
    const raised = await challenges.challengeInterest(committee.actor(committee.member(3)), {
      boxId: box.id,
      personId: committee.member(voter),
      interest: 'JOB',
      organizationId: null,
      because: 'They work for the candidate.',
    });
    const ruling = { ...committed(raised).result, isUpheld: true, because: 'They do.' };
    committed(await challenges.ruleOnChallenge(committee.actor(committee.member(4)), ruling));
  }
}

/** Who holds the seat, and how many entries there are: what a refusal must leave as it was. */
const written = async (seatId: SeatId) => {
  const [row] = await server.database.dataSource.query(
    `SELECT (SELECT count(*) FROM record_event)::integer AS entries,
       (SELECT array_agg(person_id) FROM mandate WHERE seat_id = $1) AS holders`,
    [seatId],
  );
  return row;
};

it('without a ruling whom the count elected is seated', async () => {
  const held = await elected('RERUN');
  committed(await held.seatElected());
  expect(await written(held.seatId)).toMatchObject({ holders: [held.people[0]] });
});

it('nobody is seated by a vote that is to be held again, and nothing is written', async () => {
  const held = await elected('RERUN');
  await ruleOut(held, 0, 1);
  const before = await written(held.seatId);
  expect(await held.seatElected()).toMatchObject({ code: 'VOTE_TO_BE_RERUN', clause: '9.2' });
  expect(await written(held.seatId)).toEqual(before);
  expect(before).toMatchObject({ holders: null });
});

it('where the charter corrects the count instead, whom the recount elects is seated', async () => {
  const held = await elected('CORRECT');
  await ruleOut(held, 0, 1);
  committed(await held.seatElected());
  expect(await written(held.seatId)).toMatchObject({ holders: [held.people[1]] });
});
