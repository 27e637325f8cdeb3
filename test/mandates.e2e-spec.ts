import { People, Seats } from '#assembly';
import { Decisions, Elections } from '#decisions';
import { isRefusal, type PersonId } from '#kernel';
import { BallotService } from '#voting';
import {
  act,
  anyone,
  callerOf,
  provision,
  text,
  wordsOf,
  type Answer,
  type Caller,
} from './support/caller.js';
import { charterInput } from './support/charter-input.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { moveClock } from './support/database.js';
import { startTestServer, type TestServer } from './support/world.js';

/** From a charter that provides on who may sit to the day on which a term limit bites, over GraphQL. */

let server: TestServer;
let committee: Committee;
let steward: Caller;
let member: Caller;

const clauses = charterInput({ name: 'elected', seats: 3, termMonths: 24 });
const LIMIT = provision('LIMIT', '7', { consecutive: '2', hard: 'no' });

const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 5, {
    clauses: [
      ...charterOf(5),
      {
        topic: 'DENOMINATOR',
        precedence: 1,
        source: wordsOf('8'),
        parameters: [
          { name: 'of', readings: ['vote'] },
          { name: 'base', readings: ['SEATS'] },
          { name: 'share', readings: ['1/2'] },
          { name: 'strict', readings: ['yes'] },
        ],
      },
    ],
  });
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  member = await callerOf(server, `member1@${committee.slug}.example`);
  const { coalition } = await steward(
    `{ coalition(slug: "${committee.slug}") { id bodies(first: 1) { nodes { id } } people(first: 10) { nodes { id name } } } }`,
  );
  ids.coalition = coalition.id;
  ids.body = coalition.bodies.nodes[0].id;
  for (const { id, name } of coalition.people.nodes) ids[name] = id;
});

afterAll(() => server.stop());

const establish = (extra: object[]) =>
  act(
    steward,
    'establishBody',
    {
      coalitionId: ids.coalition,
      name: text('Council'),
      zone: 'Europe/Rome',
      clauses: [...clauses, ...extra],
    },
    '... on BodyEstablished { body { id charter { clauses { __typename ... on ProvisionClause { topic parameters { name readings } } } } } }',
  );

const eligibility = async (asked: object): Promise<Answer> => {
  const query = `query ($seat: ID!, $person: ID!, $beginsAt: DateTime, $asKnownAt: DateTime) {
    eligibility(seat: $seat, person: $person, beginsAt: $beginsAt, asKnownAt: $asKnownAt) {
      answer obstacles { code clause because waivable } waived nextEligible { kind at }
      limits { clause run lifetime counted { why mandate { id } } }
    }
  }`;
  return (await member(query, { seat: ids.seat, person: ids['Member 1'], ...asked })).eligibility;
};

const appoint = (input: object) =>
  act(
    steward,
    'appoint',
    { seatId: ids.seat, personId: ids['Member 1'], ...input },
    '... on Appointed { mandate { id version beginsAt endsAt } }',
  );

describe('a charter', () => {
  it('tells on what it can provide', async () => {
    const { provisionTopics } = await member(
      '{ provisionTopics { topic meaning parameters { name meaning expected isNeeded isActedOn } } }',
    );
    const limit = provisionTopics.find(({ topic }: Answer) => topic === 'LIMIT');
    expect(limit.parameters.map(({ name }: Answer) => name)).toContain('consecutive');
    expect(provisionTopics.every(({ meaning }: Answer) => meaning.endsWith('.'))).toBe(true);
    expect(limit.parameters.every(({ isActedOn }: Answer) => isActedOn)).toBe(true);
    const chair = provisionTopics.find(({ topic }: Answer) => topic === 'CHAIR');
    expect(chair.parameters.filter(({ isActedOn }: Answer) => isActedOn)).toEqual([]);
  });

  it('that provides nonsense is refused by its clause, and no body is there', async () => {
    const refused = await establish([provision('LIMIT', '7', { consecutive: 'many' })]);
    expect(refused).toMatchObject({ code: 'CHARTER_PROVISION_IMPOSSIBLE', clause: '7' });
  });

  it('shows what it provides', async () => {
    const { body } = await establish([LIMIT]);
    expect(body.charter.clauses.at(-1)).toEqual({
      __typename: 'ProvisionClause',
      topic: 'LIMIT',
      parameters: [
        { name: 'consecutive', readings: ['2'] },
        { name: 'hard', readings: ['no'] },
      ],
    });
    const created = await act(
      steward,
      'createSeat',
      { bodyId: body.id, label: text('A seat'), seatClass: 'elected' },
      '... on SeatCreated { seat { id } }',
    );
    ids.council = body.id;
    ids.seat = created.seat.id;
  });
});

describe('a term limit', () => {
  it('lets a first and a second term pass', async () => {
    const { mandate: first } = await appoint({});
    ids.first = first.id;
    expect((await eligibility({ beginsAt: first.endsAt })).answer).toBe('YES');
    const { mandate: second } = await appoint({ beginsAt: first.endsAt });
    ids.second = second.id;
    ids.end = second.endsAt;
  });

  it('bites on the third, with the mandates that count, the clause and the date', async () => {
    expect(await eligibility({ beginsAt: ids.end })).toMatchObject({
      answer: 'NO',
      obstacles: [{ code: 'TERM_LIMIT_REACHED', clause: '7', waivable: true }],
      nextEligible: { kind: 'AT' },
      limits: [
        {
          run: 2,
          counted: [
            { why: 'COUNTS', mandate: { id: ids.second } },
            { why: 'COUNTS', mandate: { id: ids.first } },
          ],
        },
      ],
    });
    expect(await appoint({ beginsAt: ids.end })).toMatchObject({ code: 'TERM_LIMIT_REACHED', clause: '7' });
  });

  it('was not known to bite before the mandates were', async () => {
    const asKnownAt = new Date(Date.now() - 86_400_000).toISOString();
    expect(await eligibility({ beginsAt: ids.end, asKnownAt })).toMatchObject({ answer: 'YES', limits: [] });
  });

  it('is waived on the record, and then opens', async () => {
    const waived = await act(
      steward,
      'waiveLimit',
      {
        bodyId: ids.council,
        personId: ids['Member 1'],
        clause: '7',
        because: 'Nobody else stood.',
        beginsAt: ids.end,
      },
      '... on LimitWaived { receipt { status } }',
    );
    expect(waived).toMatchObject({ __typename: 'LimitWaived' });
    expect(await eligibility({ beginsAt: ids.end })).toMatchObject({ answer: 'YES', waived: ['7'] });
    expect(await appoint({ beginsAt: ids.end })).toMatchObject({ __typename: 'Appointed' });
  });

  it('is asked about by the people of the coalition alone', async () => {
    const stranger = await callerOf(server, 'stranger@example.org');
    const asked = stranger(`{ eligibility(seat: "${ids.seat}", person: "${ids['Member 1']}") { answer } }`);
    await expect(asked).rejects.toThrow('NOT_FOUND');
  });
});

describe('an interest and a recusal', () => {
  const declare = (caller: Caller, personId: string | undefined) =>
    act(
      caller,
      'declareInterest',
      { personId, kind: 'MONEY', details: 'Paid by the contractor.' },
      '... on InterestDeclared { interest { kind beginsAt } }',
    );

  it('is declared by oneself, its kind for all to see, and by nobody for another', async () => {
    expect(await declare(member, ids['Member 1'])).toMatchObject({ interest: { kind: 'MONEY' } });
    expect(await declare(member, ids['Member 2'])).toMatchObject({ code: 'NOT_YOURS_TO_DECLARE' });
    const { node } = await member(
      `{ node(id: "${ids['Member 1']}") { ... on Person { interests(first: 5) { nodes { kind } } } } }`,
    );
    expect(node.interests.nodes).toEqual([{ kind: 'MONEY' }]);
  });

  it('keeps the recused out of the vote, and the fixed majority stays what it was', async () => {
    const proposal = await committee.proposal();
    const { proposals } = await member(`{ proposals(body: "${ids.body}", first: 5) { nodes { id } } }`);
    const [{ id: proposalId }] = proposals.nodes;
    const recuse = (caller: Caller, personId: string | undefined) =>
      act(
        caller,
        'recuse',
        { bodyId: ids.body, personId, proposalId, because: 'The contractor pays them.' },
        '... on Recused { recusal { how } }',
      );
    const second = await callerOf(server, `member2@${committee.slug}.example`);
    expect(await recuse(member, ids['Member 2'])).toMatchObject({ code: 'NOT_YOURS_TO_RECUSE' });
    expect(await recuse(second, ids['Member 2'])).toMatchObject({ recusal: { how: 'SELF' } });
    expect(await recuse(second, ids['Member 2'])).toMatchObject({ code: 'ALREADY_RECUSED' });
    expect(await recuse(steward, ids['Member 3'])).toMatchObject({ recusal: { how: 'CHALLENGE' } });
    const box = await committee.boxOn(proposal, 60_000);
    expect(box).toMatchObject({
      entitled: 3,
      quorum: { quorum: '1/2', clause: '2' },
      takes: { kind: 'MAJORITY', base: 'SEATS', share: '1/2', clause: '8' },
    });
    expect(isRefusal(await committee.vote(box, 1))).toBe(true);
    for (const n of [0, 3]) committed(await committee.vote(box, n));
    const closed = await committee.close(box);
    expect(closed.tally).toMatchObject({
      outcome: 'REJECTED',
      quorum: { met: true },
      majority: { met: false, counted: '2', needed: '3', of: '5', clause: '8' },
    });
    expect(await recuse(steward, ids['Member 4'])).toMatchObject({ __typename: 'Recused' });
  });
});

describe('the result of an election', () => {
  it('flows into mandates in its order; who is over a limit is passed over, and the next by rank is seated', async () => {
    const { app } = server;
    const limit = {
      topic: 'LIMIT' as const,
      precedence: 1,
      source: wordsOf('7'),
      parameters: [{ name: 'lifetime', readings: ['1'] }],
    };
    const voters = await Committee.seat(server, 3, { clauses: [...charterOf(6), limit] });
    const steward = () => voters.actor(voters.founderId);
    const freeSeat = async () => {
      const created = await app.get(Seats).createSeat(steward(), {
        bodyId: voters.bodyId,
        label: english('A free seat'),
        seatClass: 'member',
        sectorId: null,
        organizationId: null,
        beginsAt: null,
        endsAt: null,
      });
      return committed(created).result.seatId;
    };
    const [seatId, another] = [await freeSeat(), await freeSeat()];
    const stand = async (name: string) =>
      committed(await app.get(People).registerPerson(steward(), { name, email: null, steward: false })).result
        .personId;
    const former = await stand('Former');
    const served = await app.get(Seats).appoint(steward(), {
      seatId,
      personId: former,
      onBehalfOf: null,
      beginsAt: null,
      endsAt: new Date((await voters.now()).getTime() + 1000),
    });
    committed(served);
    const newcomer = await stand('New');
    const people = [former, newcomer, await stand('Other')];
    const options = people.map((personId, n) => ({ id: `o${n}`, name: english(`o${n}`), personId }));
    const box = await voters.box(60_000, { kind: 'ELECTION', options, seats: 1 });
    for (const n of [0, 1, 2]) {
      const ballot = { kind: 'ranking', ranking: [['o0'], ['o1'], ['o2']] } as const;
      const command = { boxId: box.id, boxHash: box.boxHash, ballot };
      committed(await app.get(BallotService).castBallot(voters.actor(voters.member(n)), command));
    }
    await voters.close(box);
    const recorded = await app.get(Decisions).recordDecision(voters.actor(voters.member(0)), {
      boxId: box.id,
      rationale: english('They were elected.'),
      takesEffectAt: null,
      reviewAt: null,
      supersedes: null,
    });
    const { decisionId } = committed(recorded).result;
    const seatElected = (by: PersonId, seatIds = [seatId]) =>
      app.get(Elections).seatElected(voters.actor(by), { decisionId, seatIds, beginsAt: null });
    expect(await seatElected(voters.member(1))).toMatchObject({ code: 'NOT_A_STEWARD' });
    const inBoth = await seatElected(voters.founderId, [seatId, another]);
    expect(inBoth).toMatchObject({ code: 'MORE_SEATS_THAN_ELECTED' });
    committed(await seatElected(voters.founderId));
    const mandates = await server.database.dataSource.query(
      'SELECT person_id, filled_by FROM mandate WHERE seat_id = $1 ORDER BY begins_at',
      [seatId],
    );
    expect(mandates).toMatchObject([{ person_id: former }, { person_id: newcomer, filled_by: 'ELECTION' }]);
    const [told] = await server.database.dataSource.query<{ entry: Buffer }[]>(
      "SELECT entry FROM record_event WHERE kind = 'seats.filled'",
    );
    expect(JSON.parse(String(told?.entry)).body).toMatchObject({
      decision: decisionId,
      passedOver: [{ code: 'TERM_LIMIT_REACHED', clause: '7' }],
    });
    expect(await seatElected(voters.founderId, [another])).toMatchObject({ code: 'ELECTED_SEATED' });
  });
});

it('time that passes ends mandates by itself', async () => {
  const stranger = anyone(server);
  const seatNow = async () =>
    (await stranger(`{ node(id: "${ids.seat}") { ... on Seat { holding { id } } } }`)).node.holding;
  expect(await seatNow()).toEqual({ id: ids.first });
  await moveClock(server.database.dataSource, 3 * 365 * 86_400_000);
  expect(await seatNow()).toEqual({ id: ids.second });
});
