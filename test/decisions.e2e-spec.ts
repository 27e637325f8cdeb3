import { Decisions, type RecordDecision } from '#decisions';
import { type DecisionId } from '#kernel';
import type { Box } from '#voting';
import { Committee, committed, english } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

const DAY = 86_400_000;
let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 5);
});

afterAll(async () => {
  await server.stop();
});

const decisions = () => server.app.get(Decisions);

/** A counted vote with so many ballots for and against. */
async function counted(yes: number, no: number): Promise<Box> {
  const box = await committee.box(60_000);
  for (let n = 0; n < yes; n += 1) committed(await committee.vote(box, n, 'yes'));
  for (let n = yes; n < yes + no; n += 1) committed(await committee.vote(box, n, 'no'));
  return committee.close(box);
}

const record = (box: Box, by = committee.member(0), change: Partial<RecordDecision> = {}) =>
  decisions().recordDecision(committee.actor(by), {
    boxId: box.id,
    rationale: english('Because it helps.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
    ...change,
  });

const stageOf = async (box: Box) => {
  const [row]: { stage: string }[] = await server.database.dataSource.query(
    'SELECT stage FROM proposal WHERE id = $1',
    [box.proposalId],
  );
  return row?.stage;
};

const row = async (id: DecisionId) => {
  const [found]: Record<string, unknown>[] = await server.database.dataSource.query(
    'SELECT * FROM decision WHERE id = $1',
    [id],
  );
  return found;
};

describe('a decision', () => {
  it('has the outcome and the figures of the count, and ends the vote for the proposal', async () => {
    const box = await counted(3, 1);
    const { decisionId } = committed(await record(box)).result;
    expect(await row(decisionId)).toMatchObject({
      outcome: 'PASSED',
      tally_digest: box.tallyDigest,
      numbers: {
        entitled: '5',
        cast: '4',
        votes: [
          { option: 'yes', votes: '3' },
          { option: 'no', votes: '1' },
          { option: 'abstain', votes: '0' },
        ],
      },
    });
    expect(await stageOf(box)).toBe('DECIDED');
  });

  it('is recorded once, even by two members at once', async () => {
    const box = await counted(3, 0);
    const outcomes = await Promise.all([record(box), record(box, committee.member(1))]);
    expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : 'recorded')).sort()).toEqual([
      'DECISION_RECORDED',
      'recorded',
    ]);
  });

  it('waits for the count', async () => {
    expect(await record(await committee.box(60_000))).toMatchObject({ code: 'VOTE_NOT_COUNTED' });
  });

  it('without a quorum sends the proposal back', async () => {
    const box = await counted(1, 0);
    const { decisionId } = committed(await record(box)).result;
    expect(await row(decisionId)).toMatchObject({ outcome: 'NO_QUORUM' });
    expect(await stageOf(box)).toBe('SENT_BACK');
  });

  it('supersedes an earlier one, which stays in the record with the name of the one that replaced it', async () => {
    const first = committed(await record(await counted(4, 0))).result.decisionId;
    const second = committed(await record(await counted(5, 0), committee.member(0), { supersedes: first }))
      .result.decisionId;
    expect(await row(first)).toMatchObject({ superseded_by: second, version: 2, outcome: 'PASSED' });
    const third = await record(await counted(5, 0), committee.member(0), { supersedes: first });
    expect(third).toMatchObject({ code: 'ALREADY_SUPERSEDED' });
  });
});

describe('a dissent', () => {
  const dissent = (decisionId: DecisionId, n: number) =>
    decisions().dissent(committee.actor(committee.member(n)), {
      decisionId,
      statement: english('I disagree.'),
    });

  it('stands beside the decision, once for each elector, for fourteen days', async () => {
    const { decisionId } = committed(await record(await counted(3, 2))).result;
    committed(await dissent(decisionId, 4));
    expect(await dissent(decisionId, 4)).toMatchObject({ code: 'DISSENT_STATED' });
    const stranger = decisions().dissent(committee.actor(committee.founderId), {
      decisionId,
      statement: english('Me too.'),
    });
    expect(await stranger).toMatchObject({ code: 'NOT_ENTITLED' });
    await committee.moveClock(14 * DAY);
    expect(await dissent(decisionId, 3)).toMatchObject({ code: 'DISSENT_TOO_LATE' });
    const change = server.database.dataSource.query(
      'UPDATE dissent SET stated_at = now() WHERE decision_id = $1',
      [decisionId],
    );
    await expect(change).rejects.toThrow(/steps by one/);
  });
});
