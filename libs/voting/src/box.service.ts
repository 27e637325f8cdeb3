import { Injectable, type OnModuleInit } from '@nestjs/common';
import { charterInForce, clauseOf, electorsOf, loadPerson, methodFor, type CharterVersion } from '#assembly';
import { isRefusal, refuse, type BoxId, type ProposalId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { loadProposal, Proposals } from '#proposals';
import { DueActs, Ledger, serverOf, type Act, type Acted, type Actor, type DueAct, type Told } from '#record';
import {
  ballotsDocument,
  BOX_CLOSED,
  BOX_COUNTED,
  BOX_OPENED,
  boxHash,
  digestOf,
  electorateDocument,
  optionsDocument,
  tallyDocument,
  type BoxTerms,
} from './box.entries.js';
import { BoxElectorRow, BoxRow } from './box.entity.js';
import { ballotsIn, loadBox } from './box.queries.js';
import { mayClose, mayOpen, tallyBox } from './voting.rules.js';
import type { BoxElector, BoxOption, Opening, QuorumTerms } from './voting.types.js';

/** What a body's member asks for when a proposal is put to the vote. */
export interface OpenBox {
  readonly proposalId: ProposalId;
  readonly options: readonly BoxOption[];
  readonly seats: number;
  /** Null opens it at the instant of the act. */
  readonly opensAt: Date | null;
  readonly closesAt: Date;
}

export type BoxResult = { readonly boxId: BoxId };

const CLOSE_BOX = 'box.close';
const COUNT_BOX = 'box.count';
const SERVER = { role: 'server' } as const;

/** Opening, closing and counting boxes. */
@Injectable()
export class BoxService implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly proposals: Proposals,
    private readonly due: DueActs,
  ) {}

  onModuleInit(): void {
    this.due.handle(CLOSE_BOX, (due) => this.closeBox(due));
    this.due.handle(COUNT_BOX, (due) => this.countBox(due));
  }

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
    return this.ledger.act<BoxResult, Refusal>(
      actor,
      { streams: [proposalId], expected: { stream: proposalId, version: expectedVersion } },
      (act) => this.open(act, command),
    );
  }

  private async open(act: Act, command: OpenBox): Promise<Told<BoxResult> | Refusal> {
    const { db, coalitionId, now } = act;
    const proposal = await loadProposal(db, coalitionId, command.proposalId);
    if (!proposal) throw notFound();
    const opening: Opening = {
      question: proposal.kind,
      options: command.options,
      seats: command.seats,
      opensAt: command.opensAt ?? now,
      closesAt: command.closesAt,
    };
    const charter = await charterInForce(db, coalitionId, proposal.bodyId, now);
    if (!charter) throw notFound();
    const electors = await this.electorate(act, proposal.bodyId);
    const person = act.personId && (await loadPerson(db, coalitionId, act.personId));
    const seat = electors.find((elector) => elector.personId === act.personId);
    if (!seat && !person?.steward) {
      return refuse(
        'NOT_OF_THIS_BODY',
        'Only a member of the body, or a steward, puts its proposals to the vote.',
      );
    }
    const period = clauseOf(charter, 'VOTING_PERIOD');
    const refused = mayOpen(opening, electors, { ...period, clause: period.source.section }, now);
    if (refused) return refused;
    const method = methodFor(clauseOf(charter, 'METHODS'), clauseOf(charter, 'THRESHOLD'), {
      question: opening.question,
      wanted: null,
    });
    if (isRefusal(method)) return method;

    const boxId = act.newId<'Box'>();
    const electorate = electorateDocument(electors);
    const options = optionsDocument(opening.options);
    const quorum = quorumTerms(charter);
    const terms: BoxTerms = {
      box: boxId,
      body: proposal.bodyId,
      proposal: proposal.id,
      proposalText: proposal.textDigest,
      question: opening.question,
      rule: method.rule,
      parameters: method.parameters,
      quorum,
      options: opening.options.map((option) => option.id),
      seats: opening.seats,
      charter: charter.digest,
      electorate: digestOf(electorate.content),
      entitled: electors.length,
      opensAt: opening.opensAt.toISOString(),
      closesAt: opening.closesAt.toISOString(),
    };
    const hash = boxHash(terms);
    const capacity = seat
      ? { role: 'member', seat: seat.seatId, organization: seat.organizationId }
      : { role: 'steward' };
    const entry = act.append({
      stream: boxId,
      kind: BOX_OPENED,
      capacity,
      rule: charter.digest,
      body: { terms, boxHash: hash },
      documents: [electorate, options],
    });
    await db.insert(BoxRow, {
      coalitionId,
      id: boxId,
      version: entry.version,
      bodyId: proposal.bodyId,
      proposalId: proposal.id,
      question: opening.question,
      rule: method.rule,
      parameters: method.parameters,
      quorum,
      options: opening.options,
      seats: opening.seats,
      charterDigest: charter.digest,
      electorateDigest: terms.electorate,
      entitled: electors.length,
      boxHash: hash,
      opensAt: opening.opensAt,
      closesAt: opening.closesAt,
    });
    await insertElectors(act, boxId, electors, entry);
    const put = await this.proposals.beginVote(act, proposal.id, entry);
    if (isRefusal(put)) return put;
    act.planDue({ kind: CLOSE_BOX, subject: boxId, at: opening.closesAt });
    return { entry, result: { boxId } };
  }

  private async electorate(act: Act, bodyId: Parameters<typeof electorsOf>[2]): Promise<BoxElector[]> {
    const electors = await electorsOf(act.db, act.coalitionId, bodyId, act.now);
    return electors.map(({ mandateId, ...elector }) => ({ ...elector, elector: mandateId, weight: 1 }));
  }

  /**
   * Closes a box whose instant has come and fixes its ballots. Waits for casts that are under way; those that
   * come after it find the box closed. Whoever closes it second gets a refusal that says so.
   */
  async closeBox({ coalitionId, id, subject }: DueAct): Promise<Acted<BoxResult> | Refusal> {
    const boxId = subject as BoxId;
    return this.ledger.act<BoxResult, Refusal>(
      serverOf(coalitionId),
      { streams: [boxId], gate: { id: boxId, mode: 'exclusive' }, due: id },
      async (act) => {
        const box = await loadBox(act.db, coalitionId, boxId);
        if (!box) throw notFound();
        const refused = mayClose(box, act.now);
        if (refused) return refused;
        const ballots = await ballotsIn(act.db, coalitionId, boxId);
        const document = ballotsDocument(ballots);
        const digest = digestOf(document.content);
        const entry = act.append({
          stream: boxId,
          kind: BOX_CLOSED,
          capacity: SERVER,
          rule: box.boxHash,
          body: { box: boxId, cast: ballots.length, ballots: digest },
          documents: [document],
        });
        await act.db.update(
          BoxRow,
          { coalitionId, id: boxId },
          {
            version: entry.version,
            closedAt: act.now,
            ballotsDigest: digest,
            cast: ballots.length,
          },
        );
        act.planDue({ kind: COUNT_BOX, subject: boxId, at: act.now });
        return { entry, result: { boxId } };
      },
    );
  }

  /** Counts a closed box by what it froze; anyone who counts its record gets the same bytes. */
  async countBox({ coalitionId, id, subject }: DueAct): Promise<Acted<BoxResult> | Refusal> {
    const boxId = subject as BoxId;
    return this.ledger.act<BoxResult, Refusal>(
      serverOf(coalitionId),
      { streams: [boxId], due: id },
      async (act) => {
        const box = await loadBox(act.db, coalitionId, boxId);
        if (!box) throw notFound();
        if (box.ballotsDigest === null || box.tally) {
          return refuse('BOX_NOT_COUNTABLE', 'A box is counted once, after it has been closed.');
        }
        const tally = tallyBox({
          ...box,
          ballotsDigest: box.ballotsDigest,
          ballots: await ballotsIn(act.db, coalitionId, boxId),
        });
        if (isRefusal(tally)) return tally;
        const document = tallyDocument(tally);
        const digest = digestOf(document.content);
        const entry = act.append({
          stream: boxId,
          kind: BOX_COUNTED,
          capacity: SERVER,
          rule: box.boxHash,
          body: { box: boxId, outcome: tally.outcome, tally: digest },
          documents: [document],
        });
        await act.db.update(
          BoxRow,
          { coalitionId, id: boxId },
          {
            version: entry.version,
            countedAt: act.now,
            tally,
            tallyDigest: digest,
          },
        );
        return { entry, result: { boxId } };
      },
    );
  }
}

function quorumTerms(charter: CharterVersion): QuorumTerms {
  const { share, count, countedBy, source } = clauseOf(charter, 'QUORUM');
  return {
    quorum: share ? `${share.num}/${share.den}` : '0',
    quorumStrict: false,
    quorumCount: count ?? 0,
    quorumBy: { CAST: 'cast', PRESENT: 'present', YES: 'yes' }[countedBy] as QuorumTerms['quorumBy'],
    clause: source.section,
  };
}

const ELECTORS_A_STATEMENT = 1000;

async function insertElectors(
  act: Act,
  boxId: BoxId,
  electors: readonly BoxElector[],
  entry: { readonly stream: string; readonly version: number },
): Promise<void> {
  for (let from = 0; from < electors.length; from += ELECTORS_A_STATEMENT) {
    const rows = electors.slice(from, from + ELECTORS_A_STATEMENT).map((elector) => ({
      ...elector,
      coalitionId: act.coalitionId,
      boxId,
      entryStream: entry.stream,
      entryVersion: entry.version,
    }));
    await act.db.insert(BoxElectorRow, rows);
  }
}
