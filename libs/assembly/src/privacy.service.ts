import { Injectable } from '@nestjs/common';
import { isRefusal, type DecisionId, type LegalBasis, type PersonId, type Refusal } from '#kernel';
import { Accounts, notFound } from '#platform';
import { asPrivacy, eraseValues, Ledger, type Act, type Acted, type Actor, type Told } from '#record';
import { PersonRow } from './assembly.entity.js';
import { isOfOffice, loadPerson } from './person.queries.js';
import { mayAnswerRequests, mayErasePerson, mayRectify, NAME_FIELDS } from './privacy.rules.js';
import { STEWARD } from './register.service.js';

/** What is to be erased. */
export interface ErasePersonalData {
  /** A person, or a thing whose words are to go. */
  readonly of: { readonly noun: string; readonly id: string };
  /** The names of the fields as entries have them; null for all. */
  readonly fields: readonly string[] | null;
  readonly basis: LegalBasis;
  /** Where the reasons are to be found. */
  readonly reference: string;
  /** The decision by which it was resolved; null where a steward decided it. */
  readonly decisionId: DecisionId | null;
}

/** A request for erasure that is not followed, by a ground of GDPR article 17(3). */
export interface DeclineErasure {
  readonly of: { readonly noun: string; readonly id: string };
  readonly ground: ErasureException;
  readonly reference: string;
}

/** Why personal data may stay although their erasure was asked for, by the letters of GDPR article 17(3). */
export type ErasureException =
  'FREE_EXPRESSION' | 'LEGAL_OBLIGATION_OR_OFFICE' | 'PUBLIC_HEALTH' | 'ARCHIVE' | 'LEGAL_CLAIMS';

export interface RectifyPerson {
  readonly personId: PersonId;
  readonly expectedVersion: number;
  readonly name: string;
  /** True to erase the wrong name wherever it stands. */
  readonly eraseWrong: boolean;
}

export type Erased = { readonly commitments: number; readonly documents: number };

/** Erasing personal data, declining to, and putting names right. */
@Injectable()
export class PersonalData {
  constructor(
    private readonly ledger: Ledger,
    private readonly accounts: Accounts,
  ) {}

  /**
   * Erases what is held of a person, or the words of a thing. Entries, proofs and counts stay as they are. Of a person
   * of whom all goes, the account goes with it, unless it speaks for others.
   *
   * @throws Fault NOT_FOUND when the coalition has no such thing or decision
   */
  async erase(actor: Actor, command: ErasePersonalData): Promise<Acted<Erased> | Refusal> {
    const { of, fields, basis, reference, decisionId } = command;
    return this.ledger.act<Erased, Refusal>(actor, { streams: [of.id] }, async (act) => {
      if (!(await beganAs(act, of))) throw notFound();
      const refused = await this.#mayErase(act, command);
      if (refused) return refused;
      if (decisionId && !(await beganAs(act, { noun: 'Decision', id: decisionId }))) throw notFound();
      const done = await eraseValues(
        act,
        { ref: of.id, fields: fields && withSynonyms(fields), basis, reference, decidedBy: decisionId },
        STEWARD,
      );
      if (isRefusal(done)) return done;
      if (of.noun === 'Person' && fields === null) {
        const { db, coalitionId } = act;
        await asPrivacy(act, () => this.accounts.forget(db, coalitionId, of.id as PersonId));
      }
      return { entry: done.entry, result: { ...done.erased } };
    });
  }

  /** Records that a request for erasure was not followed, and why. Throws NOT_FOUND when there is no such thing. */
  async decline(
    actor: Actor,
    { of, ground, reference }: DeclineErasure,
  ): Promise<Acted<Record<string, never>> | Refusal> {
    return this.ledger.act<Record<string, never>, Refusal>(actor, { streams: [of.id] }, async (act) => {
      if (!(await beganAs(act, of))) throw notFound();
      const refused = mayAnswerRequests(await personOf(act));
      if (refused) return refused;
      const entry = act.append({
        stream: act.newId<'Erasure'>(),
        kind: 'privacy.declined',
        capacity: STEWARD,
        body: { ref: of.id, ground },
        commit: { reference },
      });
      return { entry, result: {} };
    });
  }

  /** Puts a name right. Throws NOT_FOUND when the coalition has no such person. */
  async rectify(actor: Actor, command: RectifyPerson): Promise<Acted<{ personId: PersonId }> | Refusal> {
    const { personId, expectedVersion, name, eraseWrong } = command;
    const expected = { stream: personId, version: expectedVersion };
    return this.ledger.act<{ personId: PersonId }, Refusal>(
      actor,
      { streams: [personId], expected },
      async (act): Promise<Told<{ personId: PersonId }> | Refusal> => {
        const { db, coalitionId } = act;
        const person = await loadPerson(db, coalitionId, personId);
        if (!person) throw notFound();
        const by = await personOf(act);
        const refused = mayRectify(person, by);
        if (refused) return refused;
        const capacity = by?.steward ? STEWARD : { role: 'person' };
        if (eraseWrong && person.name) {
          const wrong = { ref: personId, fields: NAME_FIELDS, basis: 'RECTIFIED', decidedBy: null } as const;
          const erased = await eraseValues(act, { ...wrong, reference: 'GDPR article 16' }, capacity);
          if (isRefusal(erased)) return erased;
        }
        const entry = act.append({
          stream: personId,
          kind: 'person.rectified',
          capacity,
          body: {},
          commit: { name },
          about: personId,
          disclosed: false,
        });
        const change = { nameVersion: entry.version, version: entry.version };
        await db.update(PersonRow, { coalitionId, id: personId }, change);
        return { entry, result: { personId } };
      },
    );
  }

  async #mayErase(act: Act, { of, fields }: ErasePersonalData): Promise<Refusal | null> {
    const stranger = mayAnswerRequests(await personOf(act));
    if (stranger) return stranger;
    const isNamed = fields === null || withSynonyms(fields).some((field) => NAME_FIELDS.includes(field));
    const inOffice = isNamed && (await isOfOffice(act.db, act.coalitionId, of.id, act.now));
    return mayErasePerson({ holdsSeat: inOffice });
  }
}

/** A name goes wherever it stands. */
function withSynonyms(fields: readonly string[]): readonly string[] {
  return fields.some((field) => NAME_FIELDS.includes(field))
    ? [...new Set([...fields, ...NAME_FIELDS])]
    : fields;
}

async function personOf({ db, coalitionId, personId }: Act) {
  return personId && loadPerson(db, coalitionId, personId);
}

/** Whether the record has a subject that began as the noun says: an id alone would pass for any other. */
async function beganAs(
  { db, coalitionId }: Act,
  { noun, id }: { readonly noun: string; readonly id: string },
): Promise<boolean> {
  const rows = await db.query<unknown[]>(
    `SELECT FROM record_event
     WHERE coalition_id = $1 AND stream = $2 AND stream_version = 1 AND split_part(kind, '.', 1) = lower($3)`,
    [coalitionId, id, noun],
  );
  return rows.length > 0;
}
