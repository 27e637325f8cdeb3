import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Seats } from '#assembly';
import { isRefusal, type BoxId } from '#kernel';
import { DueActs } from '#record';
import { BallotService, BoxService } from '#voting';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { moveClock } from './support/database.js';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 7);
});

afterAll(async () => {
  await server.stop();
});

const rows = <Row>(sql: string, values: unknown[]): Promise<Row[]> =>
  server.database.dataSource.query(sql, values);
const ballotsOf = (boxId: BoxId) =>
  rows<{ elector: string; version: number; ballot: { choice: string } }>(
    'SELECT elector, version, ballot FROM ballot WHERE box_id = $1',
    [boxId],
  );

describe('a vote', () => {
  it('takes ballots that can be changed until it closes, then counts the last ones by the charter', async () => {
    const box = await committee.box(60_000);
    for (const n of [0, 1, 2]) committed(await committee.vote(box, n, 'no'));
    for (const n of [0, 1, 2, 3]) committed(await committee.vote(box, n, 'yes'));
    committed(await committee.vote(box, 4, 'no'));
    const counted = await committee.close(box);
    expect(counted).toMatchObject({
      cast: 5,
      tally: { outcome: 'PASSED', quorum: { met: true, counted: '5', needed: '4' } },
    });
    expect(counted.tally?.count.rounds[0]?.tallies).toEqual([
      { id: 'yes', votes: '4' },
      { id: 'no', votes: '1' },
      { id: 'abstain', votes: '0' },
    ]);
  });

  it('without a quorum decides nothing', async () => {
    const box = await committee.box(60_000);
    for (const n of [0, 1, 2]) committed(await committee.vote(box, n, 'yes'));
    expect(await committee.close(box)).toMatchObject({
      tally: { outcome: 'NO_QUORUM', quorum: { counted: '3', needed: '4' } },
    });
  });

  it('elects by the rule that the charter names', async () => {
    const options = ['ana', 'bo', 'cleo'].map((id) => ({ id, name: english(id) }));
    const box = await committee.box(60_000, { kind: 'ELECTION', options, seats: 2 });
    expect(box.rule).toBe('schulze@2011');
    const rankings = [
      ['ana', 'bo', 'cleo'],
      ['ana', 'bo', 'cleo'],
      ['bo', 'cleo', 'ana'],
      ['cleo', 'ana', 'bo'],
      ['ana', 'cleo', 'bo'],
    ];
    for (const [n, ranking] of rankings.entries()) {
      const ballot = { kind: 'ranking', ranking: ranking.map((id) => [id]) } as const;
      committed(
        await server.app
          .get(BallotService)
          .castBallot(committee.actor(committee.member(n)), { boxId: box.id, boxHash: box.boxHash, ballot }),
      );
    }
    const { tally } = await committee.close(box);
    expect(tally).toMatchObject({
      outcome: 'ELECTED',
      count: { outcome: { kind: 'election', elected: ['ana', 'bo'], ranking: [['ana'], ['bo'], ['cleo']] } },
    });
  });
});

describe('a ballot', () => {
  it('counts one millisecond before the closing, and at the closing itself no more', async () => {
    const box = await committee.box(3_600_000);
    const at = async (offset: number) => {
      // The clock stands still at the instant that is tested.
      const instant = new Date(box.closesAt.getTime() + offset).toISOString();
      await server.database.dataSource.query(
        `CREATE OR REPLACE FUNCTION quorate_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT '${instant}'::timestamptz $$`,
      );
    };
    try {
      await at(-1);
      const inTime = await committee.vote(box, 0);
      await at(0);
      const late = await committee.vote(box, 1);
      await at(1);
      const later = await committee.vote(box, 0, 'no');
      expect(isRefusal(inTime)).toBe(false);
      expect(late).toMatchObject({ code: 'BOX_CLOSED' });
      expect(later).toMatchObject({ code: 'BOX_CLOSED' });
    } finally {
      await committee.moveClock(0);
    }
    expect(await ballotsOf(box.id)).toMatchObject([{ ballot: { choice: 'yes' } }]);
  });

  it('before the opening is refused with the instant of the opening', async () => {
    const { id, version } = await committee.proposal();
    const now = await committee.now();
    const opened = await server.app.get(BoxService).openBox(
      committee.actor(committee.member(0)),
      {
        proposalId: id,
        options: [],
        seats: 1,
        opensAt: new Date(now.getTime() + 3_600_000),
        closesAt: new Date(now.getTime() + 7_200_000),
      },
      version,
    );
    const box = await committee.read(committed(opened).result.boxId);
    expect(await committee.vote(box, 0)).toMatchObject({ code: 'BOX_NOT_OPEN', opensAt: box.opensAt });
  });

  it('of one elector is one, however many connections cast it at once', async () => {
    const box = await committee.box(60_000);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => committee.vote(box, 3, n % 2 ? 'yes' : 'no')),
    );
    expect(outcomes.filter(isRefusal)).toEqual([]);
    const ballots = await ballotsOf(box.id);
    expect(ballots).toMatchObject([{ elector: committee.members[3]!.mandateId, version: 50 }]);
    const [entries] = await rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM record_event WHERE stream = (SELECT id FROM ballot WHERE box_id = $1)`,
      [box.id],
    );
    expect(entries).toEqual({ n: 50 });
  });

  it('of somebody outside the electorate is refused', async () => {
    const box = await committee.box(60_000);
    const command = {
      boxId: box.id,
      boxHash: box.boxHash,
      ballot: { kind: 'choice', choice: 'yes' } as const,
    };
    const founder = await server.app
      .get(BallotService)
      .castBallot(committee.actor(committee.founderId), command);
    expect(founder).toMatchObject({ code: 'NOT_ENTITLED' });
  });

  it('filled in for another box is refused', async () => {
    const [one, other] = [await committee.box(60_000), await committee.box(60_000)];
    const mixed = {
      boxId: one.id,
      boxHash: other.boxHash,
      ballot: { kind: 'choice', choice: 'yes' } as const,
    };
    const outcome = await server.app
      .get(BallotService)
      .castBallot(committee.actor(committee.member(0)), mixed);
    expect(outcome).toMatchObject({ code: 'OTHER_BOX' });
  });

  it('of a member whose mandate has ended is refused, and the one they cast before stands', async () => {
    const small = await Committee.seat(server, 3);
    const box = await small.box(60_000);
    committed(await small.vote(box, 0, 'yes'));
    committed(
      await server.app.get(Seats).endMandate(
        { ...small.actor(small.founderId), key: randomUUID() },
        {
          mandateId: small.members[0]!.mandateId,
          expectedVersion: 1,
          endsAt: null,
          because: 'moved away',
        },
      ),
    );
    expect(await small.vote(box, 0, 'no')).toMatchObject({ code: 'MANDATE_ENDED' });
    expect(await ballotsOf(box.id)).toMatchObject([{ ballot: { choice: 'yes' } }]);
  });

  it('is not counted late and not left uncounted while forty boxes close under casting', async () => {
    const crowd = await Committee.seat(server, 8);
    const boxes = await Promise.all(Array.from({ length: 40 }, () => crowd.box(60_000)));
    const first = Math.min(...boxes.map(({ closesAt }) => closesAt.getTime()));
    const [clock] = await rows<{ now: Date }>('SELECT quorate_now() AS now', []);
    await moveClock(server.database.dataSource, first - clock!.now.getTime() - 1_000);
    let isVoting = true;
    const voters = crowd.members.map(async (_, n) => {
      while (isVoting) for (const box of boxes) await crowd.vote(box, n, n % 2 ? 'yes' : 'no');
    });
    const closers = Array.from({ length: 3 }, async () => {
      while (isVoting) await server.app.get(DueActs).run();
    });
    const open = 'SELECT count(*)::int AS n FROM box WHERE coalition_id = $1 AND closed_at IS NULL';
    while ((await rows<{ n: number }>(open, [crowd.coalitionId]))[0]!.n > 0) await pause(50);
    isVoting = false;
    await Promise.all([...voters, ...closers]);
    for (let turns = 0; turns < 20; turns += 1) await server.app.get(DueActs).run();

    const found = await rows<{ cast: number; stored: number; late: number; closings: number }>(
      `SELECT box."cast",
         (SELECT count(*)::int FROM ballot WHERE box_id = box.id) AS stored,
         (SELECT count(*)::int FROM ballot WHERE box_id = box.id AND cast_at >= box.closes_at) AS late,
         (SELECT count(*)::int FROM record_event WHERE stream = box.id AND kind = 'box.closed') AS closings
       FROM box WHERE coalition_id = $1`,
      [crowd.coalitionId],
    );
    expect(found).toHaveLength(40);
    for (const box of found)
      expect(box).toEqual({ cast: box.stored, stored: box.stored, late: 0, closings: 1 });
    expect(found.reduce((sum, box) => sum + box.stored, 0)).toBeGreaterThan(0);
  }, 60_000);
});

describe('opening a vote', () => {
  it('freezes the electorate: whoever is appointed later does not vote', async () => {
    const young = await Committee.seat(server, 2, { clauses: charterOf(3) });
    const box = await young.box(60_000);
    await young.addMember();
    expect(await young.vote(box, 2)).toMatchObject({ code: 'NOT_ENTITLED' });
    expect(await young.close(box)).toMatchObject({ entitled: 2 });
  });

  it('freezes the terms: the database refuses to change them', async () => {
    const box = await committee.box(60_000);
    const sql = 'UPDATE box SET entitled = 1, version = version + 1 WHERE id = $1';
    await expect(server.database.dataSource.query(sql, [box.id])).rejects.toThrow(/stays frozen/);
  });

  it.each([
    ['a proposal that is not admitted', 'DRAFT'],
    ['a proposal that is at vote', 'AT_VOTE'],
  ])('is refused for %s', async (_what, stage) => {
    const { id, version } = await committee.proposal();
    const opening = {
      proposalId: id,
      options: [],
      seats: 1,
      opensAt: null,
      closesAt: new Date(Date.now() + 3_600_000),
    };
    const boxes = server.app.get(BoxService);
    committed(await boxes.openBox(committee.actor(committee.member(0)), opening, version));
    if (stage === 'AT_VOTE') {
      expect(await boxes.openBox(committee.actor(committee.member(0)), opening, version + 1)).toMatchObject({
        code: 'ALREADY_AT_VOTE',
      });
    } else {
      await expect(
        boxes.openBox(committee.actor(committee.member(0)), opening, version),
      ).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });
});
