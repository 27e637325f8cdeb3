import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Decisions } from '#decisions';
import {
  isRefusal,
  type BodyId,
  type BoxId,
  type CoalitionId,
  type PersonId,
  type ProposalId,
} from '#kernel';
import { OperatorProblem } from '#platform';
import { loadProposal, Proposals } from '#proposals';
import { BallotService, BoxQueries, BoxService, type Box } from '#voting';
import { DataSource } from 'typeorm';
import { actorOf, doneBy } from './demo-acts.js';
import type { PersonKey } from './harbour.js';
import { PROPOSALS, type DemoProposal, type DemoVote } from './proposals.js';
import { textOf } from './words.js';

/** Where the proposals are brought, and by whom. */
export interface DemoCommittee {
  readonly coalitionId: CoalitionId;
  readonly bodyId: BodyId;
  readonly people: Readonly<Record<PersonKey, PersonId>>;
}

/** Milliseconds in which a vote that is over must have been counted. */
const PATIENCE = 60_000;

/** Brings every proposal as far as its table says. */
export async function bringProposals(
  application: INestApplicationContext,
  committee: DemoCommittee,
): Promise<void> {
  const votes = new DemoVotes(application, committee);
  for (const proposal of PROPOSALS) await votes.bring(proposal);
}

class DemoVotes {
  private readonly database: DataSource;
  private readonly proposals: Proposals;
  private readonly boxes: BoxService;
  private readonly boxQueries: BoxQueries;
  private readonly ballots: BallotService;
  private readonly decisions: Decisions;

  constructor(
    application: INestApplicationContext,
    private readonly committee: DemoCommittee,
  ) {
    this.database = application.get(DataSource, { strict: false });
    this.proposals = application.get(Proposals, { strict: false });
    this.boxes = application.get(BoxService, { strict: false });
    this.boxQueries = application.get(BoxQueries, { strict: false });
    this.ballots = application.get(BallotService, { strict: false });
    this.decisions = application.get(Decisions, { strict: false });
  }

  async bring({ key, kind, by, title, text, coSponsors, isWithdrawn, vote }: DemoProposal): Promise<void> {
    const { bodyId } = this.committee;
    const wording = { title: textOf(title), text: textOf(text) };
    const drafted = await this.proposals.draftProposal(this.actor(by, `draft ${key}`), {
      bodyId,
      kind,
      ...wording,
    });
    const { proposalId } = doneBy(drafted);
    if (coSponsors === null) return;
    const submitted = { proposalId, expectedVersion: 1 };
    doneBy(await this.proposals.submitProposal(this.actor(by, `submit ${key}`), submitted));
    for (const sponsor of coSponsors) {
      const actor = this.actor(sponsor, `co-sponsor ${key} ${sponsor}`);
      const outcome = await this.proposals.coSponsor(actor, { proposalId, textNumber: 1 });
      // Enough stood behind it before: the others need not.
      if (isRefusal(outcome) && outcome.code === 'NOT_SEEKING_CO_SPONSORS') break;
      doneBy(outcome);
    }
    if (isWithdrawn) {
      const seen = { proposalId, expectedVersion: await this.versionOf(proposalId) };
      doneBy(await this.proposals.withdrawProposal(this.actor(by, `withdraw ${key}`), seen));
    }
    if (vote !== undefined) await this.hold(vote, { key, by, proposalId });
  }

  private async hold(
    vote: DemoVote,
    { key, by, proposalId }: { key: string; by: PersonKey; proposalId: ProposalId },
  ): Promise<void> {
    const options = vote.options.map(({ id, name }) => ({ id, name: textOf(name) }));
    const closesAt = new Date(Date.now() + vote.open);
    const opened = await this.boxes.openBox(
      this.actor(by, `open ${key}`),
      { proposalId, options, seats: 1, opensAt: null, closesAt },
      await this.versionOf(proposalId),
    );
    const { boxId } = doneBy(opened);
    const { boxHash } = await this.box(boxId);
    await Promise.all(
      (Object.keys(vote.ballots) as PersonKey[]).map((elector) =>
        this.cast(key, elector, { boxId, boxHash }, vote),
      ),
    );
    if (vote.decision === null) return;
    await this.counted(boxId);
    const { rationale, dissent } = vote.decision;
    const recorded = await this.decisions.recordDecision(this.actor(by, `decide ${key}`), {
      boxId,
      rationale: textOf(rationale),
      takesEffectAt: null,
      reviewAt: null,
      supersedes: null,
    });
    const { decisionId } = doneBy(recorded);
    const statement = textOf(dissent.statement);
    doneBy(await this.decisions.dissent(this.actor(dissent.by, `dissent ${key}`), { decisionId, statement }));
  }

  private async cast(
    key: string,
    elector: PersonKey,
    box: { boxId: BoxId; boxHash: string },
    { ballots }: DemoVote,
  ): Promise<void> {
    const ballot = ballots[elector];
    if (ballot === undefined) return;
    const outcome = await this.ballots.castBallot(this.actor(elector, `cast ${key} ${elector}`), {
      ...box,
      ballot,
    });
    // On a machine that is too slow, or when the loading goes on after a break, the vote may be over by now.
    if (isRefusal(outcome) && outcome.code === 'BOX_CLOSED') return;
    doneBy(outcome);
  }

  private async counted(boxId: BoxId): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    while ((await this.box(boxId)).tally === null) {
      if (performance.now() > deadline)
        throw new OperatorProblem('The vote of the demonstration was not counted in time.');
      await pause(100);
    }
  }

  private async box(boxId: BoxId): Promise<Box> {
    const [box] = await this.boxQueries.byIds(this.committee.coalitionId, [boxId]);
    if (box === undefined) throw new Error('A vote that was just opened is there.');
    return box;
  }

  private async versionOf(proposalId: ProposalId): Promise<number> {
    const proposal = await loadProposal(this.database.manager, this.committee.coalitionId, proposalId);
    if (proposal === null) throw new Error('A proposal that was just drafted is there.');
    return proposal.version;
  }

  private actor(person: PersonKey, step: string) {
    return actorOf(this.committee.coalitionId, this.committee.people[person], step);
  }
}
