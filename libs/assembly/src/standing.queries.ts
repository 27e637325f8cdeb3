import type { BodyId, CoalitionId, MandateId, Sealed } from '#kernel';
import { Keyset, table, type List, type Table } from '#platform';
import { sealedValue } from '#record';
import type { EntityManager } from 'typeorm';
import { shownIn } from './funding.queries.js';
import {
  AlternateActivationRow,
  InterestRow,
  RecusalRow,
  RemedyRow,
  RulingRow,
  SubjectPartyRow,
} from './standing.entity.js';
import type {
  AlternateActivation,
  Interest,
  Recusal,
  Remedy,
  Ruling,
  SubjectParty,
} from './standing.types.js';

export const RULINGS: Table<Ruling> = table(RulingRow);
export const REMEDIES: Table<Remedy> = table(RemedyRow);
export const INTERESTS: Table<Interest> = table(InterestRow);
/** The details of interests, still sealed, as far as they are shown to the caller. */
export const INTEREST_DETAILS: Table<InterestRow & { readonly details: Sealed<string> | null }> = {
  ...table<InterestRow, { readonly details: Sealed<string> | null }>(InterestRow, {
    details: sealedValue({
      coalition: 'interest.coalition_id',
      stream: 'interest.id',
      version: '1',
      field: 'details',
    }),
  }),
  as: 'details of interests',
  seenBy: (people) => `interest.person_id = ANY (${people}) OR ${shownIn('interest', 'FALSE')(people)}`,
};
export const RECUSALS: Table<Recusal> = table(RecusalRow);
export const PARTIES: Table<SubjectParty> = table(SubjectPartyRow);
export const ACTIVATIONS: Table<AlternateActivation> = table(AlternateActivationRow);

/** In the order in which they were made. */
export const RULINGS_OF_BODY: List<Ruling> = {
  name: 'rulings of body',
  of: RULINGS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'ruling.id', property: 'id', type: 'uuid' }]),
};

/** In the order in which they were opened. */
export const REMEDIES_OF_BODY: List<Remedy> = {
  name: 'remedies of body',
  of: REMEDIES,
  parent: 'body_id',
  order: new Keyset([{ sql: 'remedy.id', property: 'id', type: 'uuid' }]),
};

/** In the order in which they were made. */
export const RECUSALS_OF_BODY: List<Recusal> = {
  name: 'recusals of body',
  of: RECUSALS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'recusal.id', property: 'id', type: 'uuid' }]),
};

/** Of one subject, in the order in which they were named. */
export const PARTIES_OF_SUBJECT: List<SubjectParty> = {
  name: 'parties of subject',
  of: PARTIES,
  parent: 'subject_id',
  order: new Keyset([{ sql: 'subject_party.id', property: 'id', type: 'uuid' }]),
};

/** In the order in which they were declared. */
export const INTERESTS_OF_PERSON: List<Interest> = {
  name: 'interests of person',
  of: INTERESTS,
  parent: 'person_id',
  order: new Keyset([{ sql: 'interest.id', property: 'id', type: 'uuid' }]),
};

/** Who stays out of a subject of a body. */
export async function recusalsOn(
  db: EntityManager,
  coalitionId: CoalitionId,
  { bodyId, subjectId }: Pick<Recusal, 'bodyId' | 'subjectId'>,
): Promise<Recusal[]> {
  return db.query<Recusal[]>(
    `SELECT ${RECUSALS.select} FROM recusal WHERE coalition_id = $1 AND body_id = $2 AND subject_id = $3 ORDER BY id`,
    [coalitionId, bodyId, subjectId],
  );
}

/** The remedies of a body that are open. */
export async function openRemedies(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<Remedy[]> {
  return db.query<Remedy[]>(
    `SELECT ${REMEDIES.select} FROM remedy WHERE coalition_id = $1 AND body_id = $2 AND outcome IS NULL ORDER BY id`,
    [coalitionId, bodyId],
  );
}

/** The activations that touch one of these mandates, as the alternate's or as the holder's. */
export async function activationsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  mandates: readonly MandateId[],
): Promise<AlternateActivation[]> {
  return db.query<AlternateActivation[]>(
    `SELECT ${ACTIVATIONS.select} FROM alternate_activation
     WHERE coalition_id = $1 AND (mandate_id = ANY ($2) OR stands_in_for = ANY ($2))`,
    [coalitionId, mandates],
  );
}
