import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  amendmentBytes,
  amendmentDigest,
  charterInForce,
  Charters,
  clauseOf,
  decidingOn,
  loadPerson,
  mayVoteOnAmendment,
  methodFor,
  methodToAmend,
  optionalClauseOf,
  Recusals,
  withFallback,
  type CharterAmendment,
  type CharterVersion,
  type Deciding,
  type Elector,
  type Question,
  type VoteShare,
} from '#assembly';
import { isRefusal, refuse, type BoxId, type ProposalId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { isAmendmentAtVote, loadProposal, Proposals, type Proposal } from '#proposals';
import { Ledger, type Act, type Acted, type Actor, type Told } from '#record';
import { DataSource } from 'typeorm';
import {
  BOX_OPENED,
  boxHash,
  digestOf,
  electorateDocument,
  JSON_DOCUMENT,
  optionsDocument,
  type BoxTerms,
} from './box.entries.js';
import { BoxDrawSecretRow, BoxElectorRow, BoxRow } from './box.entity.js';
import { groupsOf } from './candidate.queries.js';
import { CLOSE_BOX } from './closing.service.js';
import { commitToDraw } from './draw.rules.js';
import { quorumOfBody } from './majority.rules.js';
import { mayCount } from './tally.rules.js';
import { TieDraws } from './tie-draw.service.js';
import { mayOpen } from './voting.rules.js';
import type { BoxCap, BoxElector, BoxOption, Opening, ProposedOption, QuorumTerms } from './voting.types.js';

/** What a body's member asks for when a proposal is put to the vote. */
export interface OpenBox {
  readonly proposalId: ProposalId;
  readonly options: readonly ProposedOption[];
  readonly seats: number;
  /** `id@version` of one of the rules that the charter permits; null or left out for the charter's first. */
  readonly rule?: string | null;
  /** What projects are paid from, as an exact decimal; null or left out where nothing is funded. */
  readonly budget?: string | null;
  /** Null opens it at the instant of the act. */
  readonly opensAt: Date | null;
  readonly closesAt: Date;
}

export type BoxResult = { readonly boxId: BoxId };

/** Opening boxes. */
@Injectable()
export class BoxService {
  constructor(
    private readonly ledger: Ledger,
    private readonly proposals: Proposals,
    private readonly charters: Charters,
    private readonly recusals: Recusals,
    private readonly tieDraws: TieDraws,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Puts an admitted proposal to the vote. Freezes who may vote, on what, by which rule and parameters of the
   * charter in force at the opening; nothing that the charter or the roster becomes later reaches this box.
   */
  async openBox(
    actor: Actor,
    command: OpenBox,
    expectedVersion: number,
  ): Promise<Acted<BoxResult> | Refusal> {
    const { proposalId } = command;
    // A vote on an amendment takes turns with all else that changes the body; of other votes many may open at once.
    const proposal = await loadProposal(this.dataSource.manager, actor.coalitionId, proposalId);
    if (!proposal) throw notFound();
    const streams = proposal.amends ? [proposalId, proposal.bodyId] : [proposalId];
    return this.ledger.act<BoxResult, Refusal>(
      actor,
      { streams, expected: { stream: proposalId, version: expectedVersion } },
      (act) => this.open(act, command),
    );
  }

  private async open(act: Act, command: OpenBox): Promise<Told<BoxResult> | Refusal> {
    const { db, coalitionId, now } = act;
    const proposal = await loadProposal(db, coalitionId, command.proposalId);
    if (!proposal) throw notFound();
    const { kind: question, bodyId } = proposal;
    const opening: Opening = {
      question,
      options: command.options,
      seats: command.seats,
      budget: command.budget ?? null,
      opensAt: command.opensAt ?? now,
      closesAt: command.closesAt,
    };
    const charter = await charterInForce(db, coalitionId, bodyId, now);
    if (!charter) throw notFound();
    const subject = { coalitionId, bodyId, subjectId: proposal.id };
    const open = await this.recusals.byClause(act, subject);
    if (open) return open;
    const deciding = await decidingOn(db, subject, now);
    if (isRefusal(deciding)) return deciding;
    const electors = deciding.electors.map(asBoxElector);
    const person = act.personId && (await loadPerson(db, coalitionId, act.personId));
    const seat = electors.find((elector) => elector.personId === act.personId);
    if (!seat && !person?.steward) {
      return refuse(
        'NOT_OF_THIS_BODY',
        'Only a member of the body who is not recused, or a steward, puts its proposals to the vote.',
      );
    }
    const period = clauseOf(charter, 'VOTING_PERIOD');
    const refused = mayOpen(opening, electors, { ...period, clause: period.source.section }, now);
    if (refused) return refused;
    const amendment = proposal.amends ? await this.amendment(act, proposal, opening) : null;
    if (isRefusal(amendment)) return amendment;
    const wanted = command.rule ?? null;
    const method = amendment
      ? methodToAmend(charter, wanted)
      : methodFor(clauseOf(charter, 'METHODS'), clauseOf(charter, 'THRESHOLD'), { question, wanted });
    if (isRefusal(method)) return method;

    const options = await withGroups(act, opening.options);
    const hasLot = options.length > 0;
    const drawn = hasLot && method.ties === 'LOT' ? randomBytes(32) : null;
    const frozen = {
      question,
      rule: method.rule,
      parameters: method.parameters,
      quorum: quorumTerms(charter, deciding),
      takes: takesFor(deciding, question),
      seats: opening.seats,
      budget: opening.budget,
      caps: question === 'ELECTION' ? capsOf(charter) : [],
      entitled: electors.length,
      roster: deciding.counts,
      recused: deciding.recused,
    };
    const uncountable = mayCount({ ...frozen, options });
    if (uncountable) {
      const refusal = { ...uncountable, clause: uncountable.clause ?? method.clause };
      return refusal.code === 'QUORUM_IMPOSSIBLE'
        ? withFallback(refusal, deciding.counts, deciding.fallback)
        : refusal;
    }
    const boxId = act.newId<'Box'>();
    const capacity = seat
      ? { role: 'member', seat: seat.seatId, organization: seat.organizationId }
      : { role: 'steward' };
    const tiesToDraw = { boxId, bodyId, clause: method.clause, options, closesAt: opening.closesAt };
    const tieDrawId =
      hasLot && method.ties === 'DRAW' ? await this.tieDraws.commit(act, tiesToDraw, capacity) : null;
    if (isRefusal(tieDrawId)) return tieDrawId;
    const lists = [electorateDocument(electors), optionsDocument(options)] as const;
    const documents = amendment ? [...lists, amendmentDocument(amendment)] : lists;
    const terms: BoxTerms = {
      ...frozen,
      box: boxId,
      body: bodyId,
      proposal: proposal.id,
      proposalText: proposal.textDigest,
      options: digestOf(lists[1].content),
      draw: drawn && commitToDraw(drawn),
      ...(tieDrawId && { tieDraw: tieDrawId }),
      charter: charter.digest,
      amendment: amendment && amendmentDigest(amendment),
      electorate: digestOf(lists[0].content),
      opensAt: opening.opensAt.toISOString(),
      closesAt: opening.closesAt.toISOString(),
    };
    const hash = boxHash(terms);
    const candidates = candidatesIn(options);
    const entry = act.append({
      stream: boxId,
      kind: BOX_OPENED,
      capacity,
      rule: charter.digest,
      body: { terms, boxHash: hash },
      ...(Object.keys(candidates).length > 0 ? { commit: { candidates } } : {}),
      documents,
    });
    await db.insert(BoxRow, {
      ...frozen,
      coalitionId,
      id: boxId,
      version: entry.version,
      bodyId,
      proposalId: proposal.id,
      options,
      amendment,
      drawCommitment: terms.draw,
      tieDrawId,
      charterDigest: charter.digest,
      electorateDigest: terms.electorate,
      boxHash: hash,
      opensAt: opening.opensAt,
      closesAt: opening.closesAt,
    });
    const line = { coalitionId, boxId, entryStream: entry.stream, entryVersion: entry.version };
    await insertElectors(act, electors, line);
    if (drawn) await db.insert(BoxDrawSecretRow, { ...line, secret: drawn });
    const put = await this.proposals.beginVote(act, proposal.id, entry);
    if (isRefusal(put)) return put;
    act.planDue({ kind: CLOSE_BOX, subject: boxId, at: opening.closesAt });
    return { entry, result: { boxId } };
  }

  /** What a proposal would make of the charter, when it can be adopted and no other amendment is at vote. */
  private async amendment(
    act: Act,
    proposal: Proposal,
    { closesAt }: Pick<Opening, 'closesAt'>,
  ): Promise<CharterAmendment | Refusal> {
    const wording = await this.proposals.wordingOf(act, proposal);
    if (!wording?.amendment) {
      return refuse('TEXT_ERASED', 'The words of this amendment were erased. Bring it anew.');
    }
    const { amendment } = wording;
    const isAnotherAtVote = await isAmendmentAtVote(act.db, proposal);
    const refused = mayVoteOnAmendment(amendment, { closesAt, isAnotherAtVote });
    if (refused) return refused;
    const latest = await this.charters.amendable(act, proposal.bodyId, amendment);
    return isRefusal(latest) ? latest : amendment;
  }
}

function amendmentDocument(amendment: CharterAmendment) {
  return { mediaType: JSON_DOCUMENT, content: amendmentBytes(amendment) };
}

function asBoxElector({ mandateId, ...elector }: Elector): BoxElector {
  return { ...elector, elector: mandateId, weight: 1 };
}

/** The options with what their candidates belong to now. Throws NOT_FOUND for a person whom the coalition has not. */
async function withGroups(act: Act, options: readonly ProposedOption[]): Promise<BoxOption[]> {
  const people = options.flatMap(({ personId }) => personId ?? []);
  const groups = people.length === 0 ? new Map<string, never>() : await groupsOf(act, people);
  return options.map(({ id, name, cost = null, personId = null }) => ({
    id,
    name,
    cost,
    personId,
    groups: (personId && groups.get(personId)) ?? [],
  }));
}

/** Who stands for what option; the record commits to it, as to every person. */
function candidatesIn(options: readonly BoxOption[]): Readonly<Record<string, string>> {
  return Object.fromEntries(options.flatMap(({ id, personId }) => (personId ? [[id, personId]] : [])));
}

function capsOf(charter: CharterVersion): BoxCap[] {
  const clause = optionalClauseOf(charter, 'CAPS');
  return clause ? clause.caps.map(({ by, most }) => ({ by, most, clause: clause.source.section })) : [];
}

/** The quorum clause, or what the charter provides on votes as it comes out while nobody else is recused. */
function quorumTerms(charter: CharterVersion, { takes, counts }: Deciding): QuorumTerms {
  if (takes?.kind === 'QUORUM') return quorumOfBody(takes, counts);
  const { share, count, countedBy, source } = clauseOf(charter, 'QUORUM');
  return {
    quorum: share ? `${share.num}/${share.den}` : '0',
    quorumStrict: false,
    quorumCount: count ?? 0,
    quorumBy: { CAST: 'cast', PRESENT: 'present', YES: 'yes' }[countedBy] as QuorumTerms['quorumBy'],
    clause: source.section,
  };
}

/** What the charter provides on votes. A majority is one of votes for a text; a choice between options has none. */
function takesFor({ takes }: Deciding, question: Question): VoteShare | null {
  return takes?.kind === 'QUORUM' || question === 'MOTION' ? takes : null;
}

const ELECTORS_A_STATEMENT = 1000;

type Line = Pick<BoxElectorRow, 'coalitionId' | 'boxId' | 'entryStream' | 'entryVersion'>;

async function insertElectors(act: Act, electors: readonly BoxElector[], line: Line): Promise<void> {
  for (let from = 0; from < electors.length; from += ELECTORS_A_STATEMENT) {
    const rows = electors.slice(from, from + ELECTORS_A_STATEMENT);
    await act.db.insert(
      BoxElectorRow,
      rows.map((elector) => ({ ...elector, ...line })),
    );
  }
}
