import { Injectable } from '@nestjs/common';
import {
  challengeTermsIn,
  electorOf,
  electorsOf,
  loadPerson,
  ORGANIZATIONS,
  Recusals,
  recusalsOn,
  type ChallengeTerms,
  type ConflictKind,
  type Elector,
} from '#assembly';
import { isRefusal, type BoxId, type OrganizationId, type PersonId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Proposals } from '#proposals';
import { Ledger, type Act, type Acted, type Actor, type Appended, type Capacity } from '#record';
import { DataSource } from 'typeorm';
import {
  CHALLENGE_ANSWERED,
  CHALLENGE_RULED,
  digestOf,
  INTEREST_CHALLENGED,
  tallyDocument,
} from './box.entries.js';
import { ballotsIn, boxElectorOf, BoxQueries, loadBox } from './box.queries.js';
import { ChallengeOpinionRow, InterestChallengeRow } from './challenge.entity.js';
import { CHALLENGES, challengesIn, opinionsOn, setAsideByRuling } from './challenge.queries.js';
import { consequenceOf, mayChallenge, mayRule, rulingOf } from './challenge.rules.js';
import type { ChallengeId, Consequence, InterestChallenge } from './challenge.types.js';
import { tallyBox } from './tally.rules.js';
import type { Box, SetAside, Tally } from './voting.types.js';

export interface ChallengeInterest {
  readonly boxId: BoxId;
  readonly personId: PersonId;
  readonly interest: ConflictKind;
  /** In which organization; null where it is in none of the coalition. */
  readonly organizationId: OrganizationId | null;
  readonly because: string;
}

export interface RuleOnChallenge {
  readonly challengeId: ChallengeId;
  readonly isUpheld: boolean;
  readonly because: string;
}

export type ChallengeResult = { readonly challengeId: ChallengeId };

/** What a ruling brought about, as the row and the entry tell it. */
interface Settled {
  readonly recusal: InterestChallenge['recusal'];
  readonly follows: Consequence | null;
  readonly recount: Tally | null;
}

const DISMISSED: Settled = { recusal: null, follows: null, recount: null };
const RULING = { role: 'uninvolved' } as const;

/** Challenges of those who vote on what the charter keeps them out of, and what is ruled on them. */
@Injectable()
export class Challenges {
  constructor(
    private readonly ledger: Ledger,
    private readonly boxes: BoxQueries,
    private readonly recusals: Recusals,
    private readonly proposals: Proposals,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Claims that an elector of a box has an interest for which the charter keeps them out of it. Throws NOT_FOUND when
   * the box, the person or the organization is absent.
   */
  async challengeInterest(
    actor: Actor,
    command: ChallengeInterest,
  ): Promise<Acted<ChallengeResult> | Refusal> {
    const { boxId, personId, interest, organizationId, because } = command;
    // What a box is about is frozen, so that it can be read before it is locked. Recusals take turns there.
    const [opened] = await this.boxes.byIds(actor.coalitionId, [boxId]);
    if (!opened) throw notFound();
    const streams = [opened.proposalId];
    return this.ledger.act<ChallengeResult, Refusal>(actor, { streams }, async (act) => {
      const { db, coalitionId, now } = act;
      const box = await loadBox(db, coalitionId, boxId);
      const person = await loadPerson(db, coalitionId, personId);
      if (!box || !person || !act.personId) throw notFound();
      if (organizationId && !(await loadRow(db, ORGANIZATIONS, coalitionId, organizationId)))
        throw notFound();
      const elector = await boxElectorOf(db, coalitionId, boxId, personId);
      const capacity = await capacityIn(act, box);
      const terms = await termsOf(act, box, interest);
      if (isRefusal(terms)) return terms;
      const recused = await recusedFrom(act, box);
      const state = {
        box,
        terms,
        mayAct: capacity !== null,
        isElector: elector !== null,
        isRecused: recused.has(personId),
        others: await challengesIn(db, coalitionId, [boxId]),
        uninvolved: (await uninvolvedIn(act, box, [personId, act.personId])).length,
      };
      const refused = mayChallenge(state, command, now);
      if (refused) return refused;
      if (!elector || !capacity || !terms) throw new Error('Whoever may be challenged has a vote.');
      const challengeId = act.newId<'InterestChallenge'>();
      const { clause } = terms;
      const entry = act.append({
        stream: challengeId,
        kind: INTEREST_CHALLENGED,
        capacity,
        rule: box.boxHash,
        body: {
          body: box.bodyId,
          proposal: box.proposalId,
          box: boxId,
          elector: elector.elector,
          interest,
          organization: organizationId,
          clause,
        },
        commit: { because },
        about: personId,
        disclosed: false,
      });
      await db.insert(InterestChallengeRow, {
        coalitionId,
        id: challengeId,
        version: entry.version,
        boxId,
        bodyId: box.bodyId,
        proposalId: box.proposalId,
        elector: elector.elector,
        personId,
        interest,
        organizationId,
        clause,
        raisedBy: act.personId,
        raisedAt: now,
        ruling: null,
        ruledAt: null,
        ...DISMISSED,
        recountDigest: null,
      });
      return { entry, result: { challengeId } };
    });
  }

  /**
   * States what a member who is not involved holds of a challenge. As soon as the charter’s share of them agree, it is
   * ruled: upheld on an open box, the ballot is set aside; upheld after the count, the vote is counted again without it.
   */
  async ruleOnChallenge(
    actor: Actor,
    { challengeId, isUpheld, because }: RuleOnChallenge,
  ): Promise<Acted<ChallengeResult> | Refusal> {
    const before = await loadRow(this.dataSource.manager, CHALLENGES, actor.coalitionId, challengeId);
    if (!before) throw notFound();
    const streams = [challengeId, before.proposalId];
    return this.ledger.act<ChallengeResult, Refusal>(actor, { streams }, async (act) => {
      const { db, coalitionId, now, personId } = act;
      const challenge = await loadRow(db, CHALLENGES, coalitionId, challengeId);
      const box = challenge && (await loadBox(db, coalitionId, challenge.boxId));
      if (!challenge || !box || !personId) throw notFound();
      const members = await uninvolvedIn(act, box, [challenge.personId, challenge.raisedBy]);
      const uninvolved = members.map((member) => member.personId);
      const opinions = await opinionsOn(db, coalitionId, [challengeId]);
      const refused = mayRule({ challenge, box, uninvolved, opinions }, personId, now);
      if (refused) return refused;
      const terms = await termsOf(act, box, challenge.interest);
      if (isRefusal(terms)) return terms;
      if (!terms) throw new Error('A challenge rests on a clause of the charter of its vote.');
      const member = members.find((one) => one.personId === personId);
      const opinionId = act.newId<'ChallengeOpinion'>();
      const entry = act.append({
        stream: opinionId,
        kind: CHALLENGE_ANSWERED,
        capacity: {
          role: 'member',
          seat: member?.seatId ?? null,
          organization: member?.organizationId ?? null,
        },
        rule: box.boxHash,
        body: { challenge: challengeId, upheld: isUpheld },
        commit: { because },
        about: opinionId,
      });
      const opinion = { coalitionId, id: opinionId, version: entry.version, challengeId, personId, isUpheld };
      await db.insert(ChallengeOpinionRow, opinion);
      const ruling = rulingOf([...opinions, opinion], uninvolved, terms);
      if (ruling === null) return { entry, result: { challengeId } };
      const settled =
        ruling === 'UPHELD' ? await this.uphold(act, { challenge, box, terms, cause: entry }) : DISMISSED;
      if (isRefusal(settled)) return settled;
      const refusal = await this.settle(act, challenge, { ...settled, ruling, cause: entry });
      return refusal ?? { entry, result: { challengeId } };
    });
  }

  /** Recuses the elector; after the count, the vote is counted again without the ballot. */
  private async uphold(
    act: Act,
    {
      challenge,
      box,
      terms,
      cause,
    }: { challenge: InterestChallenge; box: Box; terms: ChallengeTerms; cause: Appended },
  ): Promise<Settled | Refusal> {
    const { bodyId, proposalId, personId, elector, interest, clause } = challenge;
    const subject = { bodyId, subjectId: proposalId };
    const others = await challengesIn(act.db, act.coalitionId, [box.id]);
    const recusal = await this.recusals.byRuling(act, subject, {
      personId,
      ground: { clause, interest },
      cause,
    });
    if (!box.tally) return { recusal, follows: 'SET_ASIDE', recount: null };
    const setAside = [...(box.setAside ?? []), ...setAsideByRuling(others), { elector, recusal }];
    const recount = await recountOf(act, box, setAside);
    if (isRefusal(recount)) return recount;
    return { recusal, recount, follows: consequenceOf(box.tally, recount, terms) };
  }

  private async settle(
    act: Act,
    { id, boxId, proposalId }: InterestChallenge,
    {
      ruling,
      recusal,
      follows,
      recount,
      cause,
    }: Settled & { readonly ruling: 'UPHELD' | 'DISMISSED'; readonly cause: Appended },
  ): Promise<Refusal | null> {
    const { db, coalitionId, now } = act;
    const document = recount && tallyDocument(recount);
    const recountDigest = document && digestOf(document.content);
    const entry = act.append({
      stream: id,
      kind: CHALLENGE_RULED,
      capacity: RULING,
      cause,
      body: { box: boxId, ruling, recusal, follows, recount: recountDigest },
      documents: document ? [document] : [],
    });
    const change = { version: entry.version, ruling, ruledAt: now, recusal, follows, recount, recountDigest };
    await db.update(InterestChallengeRow, { coalitionId, id }, change);
    if (follows !== 'RERUN') return null;
    // A proposal that was decided stays so: the decision shows the challenge, and a new proposal supersedes it.
    const sentBack = await this.proposals.conclude(act, proposalId, {
      conclusion: 'SENT_BACK',
      cause: entry,
    });
    return isRefusal(sentBack) && sentBack.code !== 'NOT_AT_VOTE' ? sentBack : null;
  }
}

/** The vote counted again, by all that it froze, with these ballots set aside. */
async function recountOf(
  { db, coalitionId }: Act,
  box: Box,
  setAside: readonly SetAside[],
): Promise<Tally | Refusal> {
  if (box.ballotsDigest === null) throw new Error('A vote that was counted has its ballots.');
  const ballots = await ballotsIn(db, coalitionId, box.id);
  return tallyBox({ ...box, ballotsDigest: box.ballotsDigest, ballots, setAside });
}

/** What the charter of a vote says on challenges of an interest; null where it keeps nobody out for it. */
function termsOf(
  { db, coalitionId, now }: Act,
  { bodyId, charterDigest }: Box,
  interest: ConflictKind,
): Promise<ChallengeTerms | null | Refusal> {
  return challengeTermsIn(db, { coalitionId, bodyId, asKnownAt: now }, { charterDigest, interest });
}

async function recusedFrom({ db, coalitionId }: Act, { bodyId, proposalId }: Box): Promise<Set<PersonId>> {
  const recusals = await recusalsOn(db, coalitionId, { bodyId, subjectId: proposalId });
  return new Set(recusals.map(({ personId }) => personId));
}

/** Who sits in the body now and is neither one of these nor recused from what is voted on. */
async function uninvolvedIn(act: Act, box: Box, involved: readonly PersonId[]): Promise<Elector[]> {
  const recused = await recusedFrom(act, box);
  const members = await electorsOf(act.db, act.coalitionId, box.bodyId, act.now);
  return members.filter(({ personId }) => !involved.includes(personId) && !recused.has(personId));
}

/** In what capacity the actor may challenge in a box; null where they may not. */
async function capacityIn(act: Act, { id, bodyId }: Box): Promise<Capacity | null> {
  const { db, coalitionId, personId, now } = act;
  if (!personId) return null;
  const member = await electorOf(db, { coalitionId, bodyId, personId }, now);
  if (member) return { role: 'member', seat: member.seatId, organization: member.organizationId };
  const elector = await boxElectorOf(db, coalitionId, id, personId);
  if (elector) return { role: 'elector', seat: elector.seatId, organization: elector.organizationId };
  const person = await loadPerson(db, coalitionId, personId);
  return person?.steward ? { role: 'steward' } : null;
}
