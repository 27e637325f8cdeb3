import { randomUUID } from 'node:crypto';
import {
  Bodies,
  Coalitions,
  People,
  Seats,
  type Clause,
  type ClauseOf,
  type Method,
  type Question,
  type RequiredTopic,
} from '#assembly';
import {
  isRefusal,
  type AccountId,
  type BodyId,
  type BoxId,
  type CoalitionId,
  type MandateId,
  type MultilingualText,
  type PersonId,
  type ProposalId,
  type Refusal,
} from '#kernel';
import { Accounts } from '#platform';
import { Proposals } from '#proposals';
import { DueActs, type Actor } from '#record';
import { BallotService, BoxQueries, BoxService, type Box, type OpenBox } from '#voting';
import { moveClock, type TestDatabase } from './database.js';
import type { TestServer } from './world.js';

/** A server that runs in this process, and its database. */
export interface CommitteeHost {
  readonly app: Pick<TestServer['app'], 'get'>;
  readonly database: Pick<TestDatabase, 'dataSource'>;
}

const words = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });

const METHODS: readonly Method[] = [
  { question: 'MOTION', rule: 'majority@1', parameters: [], ties: 'LOT' },
  ...(['CHOICE', 'ELECTION'] as const).map((question) => ({
    question,
    rule: 'schulze@2011',
    parameters: [{ name: 'unranked', value: 'no_opinion' }],
    ties: 'LOT' as const,
  })),
];

/** A charter of as many seats, decided by simple majority with a quorum of half, without co-sponsors. */
export function charterOf(
  seats: number,
  changes: { readonly [T in RequiredTopic]?: Partial<ClauseOf<T>> } = {},
): Clause[] {
  const clauses: { [T in RequiredTopic]: ClauseOf<T> } = {
    SEATS: {
      topic: 'SEATS',
      precedence: 1,
      source: words('1'),
      classes: [{ name: 'member', seats, sectorId: null, termMonths: null }],
    },
    QUORUM: {
      topic: 'QUORUM',
      precedence: 1,
      source: words('2'),
      share: { num: 1, den: 2 },
      count: null,
      countedBy: 'CAST',
    },
    THRESHOLD: {
      topic: 'THRESHOLD',
      precedence: 1,
      source: words('3'),
      share: { num: 1, den: 2 },
      strict: true,
      base: 'DECISIVE',
    },
    METHODS: { topic: 'METHODS', precedence: 1, source: words('4'), methods: METHODS },
    SECONDING: { topic: 'SECONDING', precedence: 1, source: words('5'), coSponsors: 0, sectors: 0 },
    VOTING_PERIOD: {
      topic: 'VOTING_PERIOD',
      precedence: 1,
      source: words('6'),
      shortestHours: 0,
      longestDays: 30,
    },
  };
  return Object.values(clauses).map((clause) => ({ ...clause, ...changes[clause.topic] }) as Clause);
}

export const english = (text: string): MultilingualText => [
  { lang: 'en', text, isOriginal: true, origin: 'HUMAN' },
];

/** What was committed; throws the refusal's sentence where something else is expected. */
export function committed<Outcome>(outcome: Outcome): Exclude<Outcome, Refusal> {
  if (isRefusal(outcome)) throw new Error(`${outcome.code}: ${outcome.because}`);
  return outcome as Exclude<Outcome, Refusal>;
}

/** A coalition with one body whose seats are all held, set up through the services of a running server. */
export class Committee {
  /** @param size how many members the body has; the founder is not one of them */
  static async seat(
    server: CommitteeHost,
    size: number,
    {
      slug = `c-${randomUUID().slice(0, 8)}`,
      clauses = charterOf(size),
    }: { slug?: string; clauses?: Clause[] } = {},
  ): Promise<Committee> {
    const { app, database } = server;
    const founderAccount = await app
      .get(Accounts)
      .ensure(database.dataSource, `founder@${slug}.example`, { founder: true });
    const founded = committed(
      await app
        .get(Coalitions)
        .foundCoalition(founderAccount, randomUUID(), { slug, name: english(slug), founderName: 'Ada' }),
    );
    const { coalitionId, founderId } = founded.result;
    const committee = new Committee(server, { slug, coalitionId, founderId, founderAccount });
    const steward = () => committee.actor(founderId);
    const established = await app
      .get(Bodies)
      .establishBody(steward(), { name: english('Committee'), zone: 'Europe/Rome', clauses });
    committee.bodyId = committed(established).result.bodyId;
    while (committee.members.length < size) await committee.addMember();
    return committee;
  }

  readonly members: { readonly personId: PersonId; readonly mandateId: MandateId; readonly email: string }[] =
    [];
  bodyId!: BodyId;
  readonly slug: string;
  readonly coalitionId: CoalitionId;
  readonly founderId: PersonId;
  readonly founderAccount: AccountId;

  private constructor(
    private readonly server: CommitteeHost,
    founding: { slug: string; coalitionId: CoalitionId; founderId: PersonId; founderAccount: AccountId },
  ) {
    ({
      slug: this.slug,
      coalitionId: this.coalitionId,
      founderId: this.founderId,
      founderAccount: this.founderAccount,
    } = founding);
  }

  /** Registers a person, makes a seat and appoints the person to it. */
  async addMember(): Promise<void> {
    const { app } = this.server;
    const n = this.members.length + 1;
    const email = `member${n}@${this.slug}.example`;
    const steward = () => this.actor(this.founderId);
    const registered = await app
      .get(People)
      .registerPerson(steward(), { name: `Member ${n}`, email, steward: false });
    const { personId } = committed(registered).result;
    const always = { beginsAt: null, endsAt: null };
    const created = await app.get(Seats).createSeat(steward(), {
      bodyId: this.bodyId,
      label: english(`Seat ${n}`),
      seatClass: 'member',
      sectorId: null,
      organizationId: null,
      ...always,
    });
    const { seatId } = committed(created).result;
    const appointed = await app
      .get(Seats)
      .appoint(steward(), { seatId, personId, onBehalfOf: null, ...always });
    this.members.push({ personId, mandateId: committed(appointed).result.mandateId, email });
  }

  /** A person as the actor of one new request. */
  actor(personId: PersonId): Actor {
    return { coalitionId: this.coalitionId, personId, key: randomUUID(), request: null };
  }

  /** The n-th member, from 0. */
  member(n: number): PersonId {
    const member = this.members[n];
    if (!member) throw new Error(`The committee has no member ${n}.`);
    return member.personId;
  }

  /** A draft of the first member, which nobody else sees yet. */
  async draft(kind: Question = 'MOTION'): Promise<ProposalId> {
    const drafted = await this.server.app.get(Proposals).draftProposal(this.actor(this.member(0)), {
      bodyId: this.bodyId,
      kind,
      title: english('A proposal'),
      text: english('Its text.'),
    });
    return committed(drafted).result.proposalId;
  }

  /** An admitted proposal of the first member. */
  async proposal(kind: Question = 'MOTION'): Promise<{ id: ProposalId; version: number }> {
    const id = await this.draft(kind);
    const submitted = await this.server.app
      .get(Proposals)
      .submitProposal(this.actor(this.member(0)), { proposalId: id, expectedVersion: 1 });
    committed(submitted);
    return { id, version: 3 };
  }

  /** A box that opens now and is open for so many milliseconds. */
  async box(
    milliseconds: number,
    {
      kind = 'MOTION',
      options = [],
      seats = 1,
      ...terms
    }: { kind?: Question } & Partial<Pick<OpenBox, 'options' | 'seats' | 'rule' | 'budget'>> = {},
  ): Promise<Box> {
    return this.boxOn(await this.proposal(kind), milliseconds, { options, seats, ...terms });
  }

  /** A box on a proposal that is admitted, which opens now and is open for so many milliseconds. */
  async boxOn(
    { id, version }: { readonly id: ProposalId; readonly version: number },
    milliseconds: number,
    {
      options = [],
      seats = 1,
      ...terms
    }: Partial<Pick<OpenBox, 'options' | 'seats' | 'rule' | 'budget'>> = {},
  ): Promise<Box> {
    const opening = {
      ...terms,
      proposalId: id,
      options,
      seats,
      opensAt: null,
      closesAt: new Date((await this.now()).getTime() + milliseconds),
    };
    const opened = await this.server.app
      .get(BoxService)
      .openBox(this.actor(this.member(0)), opening, version);
    return this.read(committed(opened).result.boxId);
  }

  async read(boxId: BoxId): Promise<Box> {
    const [box] = await this.server.app.get(BoxQueries).byIds(this.coalitionId, [boxId]);
    if (!box) throw new Error('The box is not there.');
    return box;
  }

  async vote(box: Box, n: number, choice: 'yes' | 'no' | 'abstain' = 'yes') {
    const command = { boxId: box.id, boxHash: box.boxHash, ballot: { kind: 'choice', choice } as const };
    return this.server.app.get(BallotService).castBallot(this.actor(this.member(n)), command);
  }

  /** Moves the clock past the closing, then closes and counts what is due. */
  async close(box: Box): Promise<Box> {
    await this.moveClock(box.closesAt.getTime() - (await this.now()).getTime() + 1);
    for (let turns = 0; turns < 50 && !(await this.read(box.id)).countedAt; turns += 1) {
      await this.server.app.get(DueActs).run();
    }
    return this.read(box.id);
  }

  async now(): Promise<Date> {
    return this.server.app.get(BoxQueries).now();
  }

  async moveClock(milliseconds: number): Promise<void> {
    await moveClock(this.server.database.dataSource, milliseconds);
  }
}
