import { randomUUID } from 'node:crypto';
import { ruleKey } from '#assembly';
import { RULES, ruleName, type CountingRule } from '#counting';
import { globalId } from '#platform';
import { DueActs } from '#record';
import { Committee } from './committee.js';
import { clausesFor, termsFor } from './every-rule.js';
import type { Browser } from './sign-in-server.js';
import { signedIn } from './voters.js';
import type { TestServer } from './world.js';

/** Longer than all ballots take, and shorter than a session may be idle: the clock jumps to the closing. */
const OPEN_MS = 20 * 60_000;

const KINDS = { decision: 'MOTION', election: 'ELECTION', funding: 'FUNDING' } as const;

/** A box as it answers its opening. */
export interface OpenBox {
  readonly id: string;
  readonly boxHash: string;
  readonly rule: string;
  readonly drawCommitment: string | null;
}

const DECISION = `... on DecisionRecorded { decision {
  outcome
  numbers { entitled cast votes { option votes } elected funded { option cost } }
  box {
    rule budget caps { by most clause } options { id personId } drawCommitment draw { secret seed order }
    tally {
      outcome openSeats elected ranking quorumMet
      rule { name title section parameters { name value } }
      rounds {
        n quota tallies { option votes } elected eliminated transfers { from to votes }
        inactive { exhausted overvotes skipped repeated } rounding
      }
      pairwise { over under votes } paths { over under votes }
      lockedPairs { winner loser strength opposing locked }
      ties { round decided between brokenBy chosen }
      caps { clause passedOver takenBy }
      funded { option cost } spent left
      concerns { totalCount nodes { text reason reasonSalt } }
      explanation
    }
  }
} }`;

/** A committee of four whose charter permits every rule, and one open vote by each of them. All of it over HTTP. */
export class RuleVotes {
  readonly #boxes = new Map<string, OpenBox>();

  private constructor(
    private readonly server: TestServer,
    readonly committee: Committee,
    readonly members: readonly Browser[],
  ) {}

  static async begin(server: TestServer): Promise<RuleVotes> {
    const committee = await Committee.seat(server, 4, { clauses: clausesFor(4) });
    const members = await Promise.all(committee.members.map(({ email }) => signedIn(server, email)));
    const votes = new RuleVotes(server, committee, members);
    for (const rule of RULES) votes.#boxes.set(ruleName(rule), await votes.openFor(rule));
    return votes;
  }

  member(n: number): Browser {
    const browser = this.members[n];
    if (!browser) throw new Error(`There is no member ${n}.`);
    return browser;
  }

  /** The box that was opened by this rule. */
  boxOf(rule: string): OpenBox {
    const box = this.#boxes.get(rule);
    if (!box) throw new Error(`No box was opened by ${rule}.`);
    return box;
  }

  /** The input by which an admitted proposal on this question is put to the vote on these terms. */
  async opening(kind: string, terms: object): Promise<object> {
    const changed = '... on ProposalChanged { proposal { id version } }';
    const draft = {
      bodyId: globalId('Body', this.committee.coalitionId, this.committee.bodyId),
      kind,
      title: [{ lang: 'en', text: 'A proposal' }],
      text: [{ lang: 'en', text: 'Its text.' }],
    };
    const drafted = await act(this.member(0), 'draftProposal', draft, changed);
    const seen = { proposalId: drafted.proposal.id, expectedVersion: drafted.proposal.version };
    const { proposal } = await act(this.member(0), 'submitProposal', seen, changed);
    const closesAt = new Date((await this.committee.now()).getTime() + OPEN_MS).toISOString();
    return { proposalId: proposal.id, expectedVersion: proposal.version, ...terms, closesAt };
  }

  /** Puts a new proposal to the vote; neither lot nor result of the vote is to be seen. */
  async open(kind: string, terms: object): Promise<OpenBox> {
    const fields =
      '... on BoxOpened { box { id boxHash rule drawCommitment draw { secret } tally { cast } } }';
    const { box } = await act(this.member(0), 'openBox', await this.opening(kind, terms), fields);
    expect(box).toMatchObject({ draw: null, tally: null });
    return box;
  }

  private openFor(rule: CountingRule): Promise<OpenBox> {
    return this.open(KINDS[rule.outcome], { rule: ruleKey(rule), ...termsFor(rule) });
  }

  /** Lets each member cast one of the ballots, of which nobody sees any. */
  async cast({ id, boxHash }: OpenBox, ballots: readonly object[]): Promise<void> {
    const fields = '... on BallotCast { box { ballots { nodes { text } } } }';
    await Promise.all(
      ballots.map(async (ballot, n) => {
        const input = { boxId: id, boxHash, ballot };
        const { box } = await act(this.member(n), 'castBallot', input, fields);
        expect(box.ballots).toBeNull();
      }),
    );
  }

  /** Moves the clock past the closings; every box is closed and counted. */
  async close(): Promise<void> {
    await this.committee.moveClock(OPEN_MS + 1);
    const waiting = 'SELECT count(*)::int AS n FROM box WHERE counted_at IS NULL';
    for (;;) {
      await this.server.app.get(DueActs).run();
      const [row]: { n: number }[] = await this.server.database.dataSource.query(waiting);
      if (row?.n === 0) return;
    }
  }

  /** Records the decision on a vote and asks for all that it shows. */
  async decide(box: OpenBox) {
    const rationale = [{ lang: 'en', text: 'As counted.' }];
    return (await act(this.member(0), 'recordDecision', { boxId: box.id, rationale }, DECISION)).decision;
  }
}

/** Input types that are not named after their act. */
const INPUT_TYPES: Readonly<Record<string, string>> = { submitProposal: 'SeenProposalInput' };

/** Carries an act out and answers its payload; throws the refusal's sentence. */
async function act(browser: Browser, name: string, input: object, fields: string) {
  const type = INPUT_TYPES[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) {
    ${name}(input: $input) { ... on Refusal { code because } ${fields} } }`;
  const data = await browser.data(query, { input: { idempotencyKey: randomUUID(), ...input } });
  if (data[name].code) throw new Error(`${data[name].code}: ${data[name].because}`);
  return data[name];
}
