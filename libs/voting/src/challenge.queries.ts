import { Injectable } from '@nestjs/common';
import type { BoxId, CoalitionId } from '#kernel';
import { gatheredBy, loader, table, type GraphqlContext, type Table } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { ChallengeOpinionRow, InterestChallengeRow } from './challenge.entity.js';
import type { ChallengeId, ChallengeOpinion, InterestChallenge } from './challenge.types.js';
import type { Box, SetAside } from './voting.types.js';

export const CHALLENGES: Table<InterestChallenge> = table(InterestChallengeRow);
const OPINIONS: Table<ChallengeOpinion> = table(ChallengeOpinionRow);

/** The challenges in boxes, in the order in which they were raised. */
export async function challengesIn(
  db: EntityManager,
  coalitionId: CoalitionId,
  boxIds: readonly BoxId[],
): Promise<InterestChallenge[]> {
  return db.query<InterestChallenge[]>(
    `SELECT ${CHALLENGES.select} FROM interest_challenge
     WHERE coalition_id = $1 AND box_id = ANY ($2) ORDER BY raised_at, id`,
    [coalitionId, boxIds],
  );
}

/** What was held of challenges by those who rule on them. */
export async function opinionsOn(
  db: EntityManager,
  coalitionId: CoalitionId,
  challengeIds: readonly ChallengeId[],
): Promise<ChallengeOpinion[]> {
  return db.query<ChallengeOpinion[]>(
    `SELECT ${OPINIONS.select} FROM challenge_opinion WHERE coalition_id = $1 AND challenge_id = ANY ($2) ORDER BY id`,
    [coalitionId, challengeIds],
  );
}

/** Whose ballots were ruled, after the close, not to count. */
export function setAsideByRuling(challenges: readonly InterestChallenge[]): SetAside[] {
  return challenges.flatMap(({ elector, recusal, recount }) =>
    recusal !== null && recount !== null ? [{ elector, recusal }] : [],
  );
}

/**
 * The box with the tally that holds by now: where a ruling says that its recount is the result, the last such recount.
 */
export async function asRuled(db: EntityManager, box: Box): Promise<Box> {
  const challenges = await challengesIn(db, box.coalitionId, [box.id]);
  const corrected = challenges
    .filter(({ follows }) => follows === 'CORRECT')
    .toSorted((a, b) => (a.ruledAt?.getTime() ?? 0) - (b.ruledAt?.getTime() ?? 0))
    .at(-1);
  return corrected ? { ...box, tally: corrected.recount, tallyDigest: corrected.recountDigest } : box;
}

/** What lists and loaders of challenges read. */
@Injectable()
export class ChallengeQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The challenges in a vote; of all votes of a request by one statement. */
  inBox(
    context: GraphqlContext,
    { coalitionId, boxId }: Pick<InterestChallenge, 'coalitionId' | 'boxId'>,
  ): Promise<InterestChallenge[]> {
    const batch = async (ids: readonly BoxId[]) =>
      gatheredBy(ids, await challengesIn(this.dataSource.manager, coalitionId, ids), (one) => one.boxId);
    return loader(context, `challengesOf:${coalitionId}`, batch).load(boxId);
  }

  /** What was held of a challenge; of all challenges of a request by one statement. */
  opinionsOn(
    context: GraphqlContext,
    { coalitionId, id }: Pick<InterestChallenge, 'coalitionId' | 'id'>,
  ): Promise<ChallengeOpinion[]> {
    const batch = async (ids: readonly ChallengeId[]) =>
      gatheredBy(ids, await opinionsOn(this.dataSource.manager, coalitionId, ids), (one) => one.challengeId);
    return loader(context, `opinionsOn:${coalitionId}`, batch).load(id);
  }
}
