import { randomUUID } from 'node:crypto';
import { Coalitions, People, Seats } from '#assembly';
import { isRefusal, type BodyId, type PersonId, type ProposalId } from '#kernel';
import { Ledger, type Act } from '#record';
import { charterOf, Committee, committed, english } from '../../../test/support/committee.js';
import { startTestServer, type TestServer } from '../../../test/support/world.js';
import { loadProposal } from './proposal.queries.js';
import { Proposals } from './proposal.service.js';
import type { Conclusion } from './proposal.types.js';

let server: TestServer;
let committee: Committee;
let proposals: Proposals;
/** Five members: two residents, two of labour, and one of no sector. */
let members: PersonId[];

const wording = { title: english('Plant trees'), text: english('Along the canal.') };
const revised = { title: english('Plant trees'), text: english('Along the canal and the road.') };

beforeAll(async () => {
  server = await startTestServer();
  const seconding = { coSponsors: 2, sectors: 2 };
  committee = await Committee.seat(server, 0, { clauses: charterOf(5, { SECONDING: seconding }) });
  proposals = server.app.get(Proposals);
  const steward = () => committee.actor(committee.founderId);
  const always = { beginsAt: null, endsAt: null };
  const sectorIds = [];
  for (const name of ['Residents', 'Labour']) {
    const added = await server.app.get(Coalitions).addSector(steward(), { name: english(name) });
    sectorIds.push(committed(added).result.sectorId);
  }
  members = [];
  for (const sectorId of [...sectorIds, ...sectorIds, null]) {
    const person = { name: `Member ${members.length}`, email: null, steward: false };
    const { personId } = committed(await server.app.get(People).registerPerson(steward(), person)).result;
    const seat = { bodyId: committee.bodyId, label: english('A seat'), seatClass: 'member', sectorId };
    const created = await server.app
      .get(Seats)
      .createSeat(steward(), { ...seat, organizationId: null, ...always });
    const { seatId } = committed(created).result;
    const mandate = { seatId, personId, onBehalfOf: null, ...always };
    committed(await server.app.get(Seats).appoint(steward(), mandate));
    members.push(personId);
  }
});

afterAll(() => server.stop());

const member = (n: number) => committee.actor(members[n]!);
const read = async (id: ProposalId) =>
  (await loadProposal(server.database.dataSource.manager, committee.coalitionId, id))!;

async function draft(by = 0): Promise<ProposalId> {
  const command = { bodyId: committee.bodyId, kind: 'MOTION' as const, ...wording };
  return committed(await proposals.draftProposal(member(by), command)).result.proposalId;
}

const submit = async (proposalId: ProposalId, by = 0) =>
  proposals.submitProposal(member(by), { proposalId, expectedVersion: (await read(proposalId)).version });

const coSponsor = (proposalId: ProposalId, by: number, textNumber = 1) =>
  proposals.coSponsor(member(by), { proposalId, textNumber });

async function admitted(): Promise<ProposalId> {
  const proposalId = await draft();
  committed(await submit(proposalId));
  for (const by of [2, 1]) committed(await coSponsor(proposalId, by));
  return proposalId;
}

/** Carries out what upper modules do inside their own act: the entry of another subject is the cause. */
const within = (
  proposalId: ProposalId,
  work: (act: Act, cause: ReturnType<Act['append']>) => Promise<unknown>,
) =>
  server.app.get(Ledger, { strict: false }).act(member(0), { streams: [proposalId] }, async (act) => {
    const cause = act.append({
      stream: randomUUID(),
      kind: 'spec.began',
      capacity: { role: 'spec' },
      body: {},
    });
    const outcome = await work(act, cause);
    return isRefusal(outcome) ? outcome : { entry: cause, result: {} };
  });

const beginVote = (id: ProposalId) => within(id, (act, cause) => proposals.beginVote(act, id, cause));
const conclude = (id: ProposalId, conclusion: Conclusion) =>
  within(id, (act, cause) => proposals.conclude(act, id, { conclusion, cause }));

async function entriesOf(stream: string) {
  const rows: { entry: Buffer }[] = await server.database.dataSource.query(
    'SELECT entry FROM record_event WHERE stream = $1 ORDER BY stream_version',
    [stream],
  );
  return rows.map(({ entry }) => JSON.parse(entry.toString()));
}

describe('a proposal', () => {
  it('goes from the draft to the decision, each step an entry of its own', async () => {
    const id = await admitted();
    committed(await beginVote(id));
    committed(await conclude(id, 'DECIDED'));
    const entries = await entriesOf(id);
    expect(entries.map(({ kind }) => kind)).toEqual([
      'proposal.drafted',
      'proposal.submitted',
      'proposal.co_sponsored',
      'proposal.co_sponsored',
      'proposal.admitted',
      'proposal.put_to_vote',
      'proposal.decided',
    ]);
    expect(entries[4]!.cause).toBe(entries[3]!.id);
    expect(await read(id)).toMatchObject({ stage: 'DECIDED', version: 7 });
  });

  it('shows the record its words when it is submitted, and before only commitments to them', async () => {
    const id = await draft();
    committed(await submit(id));
    const [drafted, submitted] = await entriesOf(id);
    const { textDigest: digest } = await read(id);
    expect(drafted).toMatchObject({
      docs: [],
      commit: { title: expect.any(String), text: expect.any(String), salt: expect.any(String) },
    });
    expect(JSON.stringify(drafted)).not.toContain(digest);
    expect(submitted).toMatchObject({
      body: { text: digest },
      docs: [{ sha256: digest, size: expect.any(Number) }],
    });
    const disclosed = await server.database.dataSource.query(
      'SELECT disclosed FROM record_private WHERE stream = $1 AND stream_version = 1',
      [id],
    );
    expect(disclosed).toEqual([{ disclosed: false }, { disclosed: false }, { disclosed: false }]);
  });

  it('is brought by members of a body that is there', async () => {
    const command = { bodyId: committee.bodyId, kind: 'MOTION' as const, ...wording };
    const founder = committee.actor(committee.founderId);
    expect(await proposals.draftProposal(founder, command)).toMatchObject({ code: 'NOT_OF_THIS_BODY' });
    const nowhere = proposals.draftProposal(member(0), { ...command, bodyId: randomUUID() as BodyId });
    await expect(nowhere).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is changed only by who has seen it as it is', async () => {
    const proposalId = await draft();
    const revise = (expectedVersion: number) =>
      proposals.reviseProposal(member(0), { proposalId, expectedVersion }, revised);
    committed(await revise(1));
    await expect(revise(1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await read(proposalId)).toMatchObject({ textNumber: 2, version: 2 });
  });
});

describe('co-sponsors', () => {
  it('admit a proposal when they come from as many sectors as the charter asks for', async () => {
    const id = await draft();
    committed(await submit(id));
    for (const by of [2, 4]) committed(await coSponsor(id, by));
    expect(await read(id)).toMatchObject({ stage: 'SUBMITTED' });
    committed(await coSponsor(id, 3));
    expect(await read(id)).toMatchObject({ stage: 'ADMITTED' });
  });

  it('stand behind one exact text: a revision asks them anew', async () => {
    const proposalId = await admitted();
    const { version } = await read(proposalId);
    committed(await proposals.reviseProposal(member(0), { proposalId, expectedVersion: version }, revised));
    expect(await read(proposalId)).toMatchObject({ stage: 'SUBMITTED', textNumber: 2 });
    expect(await coSponsor(proposalId, 1, 1)).toMatchObject({ code: 'TEXT_REVISED', textNumber: 2 });
    for (const by of [1, 2]) committed(await coSponsor(proposalId, by, 2));
    expect(await read(proposalId)).toMatchObject({ stage: 'ADMITTED' });
  });

  it('who come at once are all counted, and the proposal is admitted once', async () => {
    const id = await draft();
    committed(await submit(id));
    const outcomes = await Promise.all([1, 2, 3, 4].map((by) => coSponsor(id, by)));
    expect(outcomes.filter(isRefusal).every(({ code }) => code === 'NOT_SEEKING_CO_SPONSORS')).toBe(true);
    const kinds = (await entriesOf(id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'proposal.admitted')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'proposal.co_sponsored')).toHaveLength(
      outcomes.length - outcomes.filter(isRefusal).length,
    );
  });
});

describe('a vote on a proposal', () => {
  it('is refused by clause until the proposal is admitted, and leaves nothing behind', async () => {
    const id = await draft();
    committed(await submit(id));
    expect(await beginVote(id)).toMatchObject({ code: 'NOT_ADMITTED', clause: '5' });
    expect(await read(id)).toMatchObject({ stage: 'SUBMITTED', version: 2 });
  });

  it('locks the text until it sends the proposal back, which then is revised and submitted anew', async () => {
    const proposalId = await admitted();
    committed(await beginVote(proposalId));
    const change = async (act: 'reviseProposal' | 'withdrawProposal' | 'submitProposal') => {
      const seen = { proposalId, expectedVersion: (await read(proposalId)).version };
      return proposals[act](member(0), seen, revised);
    };
    for (const act of ['reviseProposal', 'withdrawProposal'] as const) {
      expect(await change(act)).toMatchObject({ code: 'TEXT_LOCKED' });
    }
    committed(await conclude(proposalId, 'SENT_BACK'));
    for (const act of ['reviseProposal', 'submitProposal'] as const) committed(await change(act));
    expect(await read(proposalId)).toMatchObject({ stage: 'SUBMITTED', textNumber: 2 });
  });

  it('ends once', async () => {
    const id = await admitted();
    committed(await beginVote(id));
    committed(await conclude(id, 'DECIDED'));
    expect(await conclude(id, 'SENT_BACK')).toMatchObject({ code: 'NOT_AT_VOTE' });
  });
});

describe('the database itself', () => {
  it.each([
    ['a text that is not the proposal’s', "text_digest = repeat('x', 44)", 'proposal_has_its_text'],
    ['a draft that was submitted', "stage = 'DRAFT'", 'proposal_submitted'],
  ])('refuses %s', async (_, change, constraint) => {
    const id = await draft();
    committed(await submit(id));
    const tamper = server.database.dataSource.query(
      `UPDATE proposal SET version = version + 1, ${change} WHERE id = $1`,
      [id],
    );
    await expect(tamper).rejects.toMatchObject({ driverError: { constraint } });
  });

  it('refuses to change a text once written', async () => {
    const id = await draft();
    const tamper = server.database.dataSource.query(
      `UPDATE proposal_text SET digest = reverse(digest) WHERE proposal_id = $1`,
      [id],
    );
    await expect(tamper).rejects.toThrow('append-only');
  });
});
