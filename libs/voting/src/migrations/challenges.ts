import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Challenges of those who vote on what the charter keeps them out of, and what is held of them. */
export class ChallengeInterests1795440200030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE interest_challenge (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  box_id uuid NOT NULL,
  body_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  elector uuid NOT NULL,
  person_id uuid NOT NULL,
  interest text NOT NULL,
  organization_id uuid,
  clause text NOT NULL CHECK (clause <> ''),
  raised_by uuid NOT NULL,
  raised_at timestamptz NOT NULL,
  ruling text CHECK (ruling IN ('UPHELD', 'DISMISSED')),
  ruled_at timestamptz CHECK ((ruled_at IS NULL) = (ruling IS NULL)),
  recusal uuid CHECK ((recusal IS NOT NULL) = (ruling IS NOT DISTINCT FROM 'UPHELD')),
  follows text CHECK (follows IN ('SET_ASIDE', 'STANDS', 'RERUN', 'CORRECT')),
  recount jsonb,
  recount_digest text,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, box_id, elector) REFERENCES box_elector (coalition_id, box_id, elector),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, proposal_id) REFERENCES proposal (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, raised_by) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  FOREIGN KEY (coalition_id, recusal) REFERENCES recusal (coalition_id, id),
  CHECK ((follows IS NULL) = (recusal IS NULL)),
  CHECK ((recount IS NULL) = (recount_digest IS NULL) AND (recount IS NULL) = (follows IS NULL OR follows = 'SET_ASIDE'))
);
CREATE INDEX interest_challenge_in_box ON interest_challenge (coalition_id, box_id);
CREATE UNIQUE INDEX interest_challenge_one_open ON interest_challenge (coalition_id, box_id, elector)
  WHERE ruling IS NULL;

CREATE TABLE challenge_opinion (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  challenge_id uuid NOT NULL,
  person_id uuid NOT NULL,
  is_upheld boolean NOT NULL,
  PRIMARY KEY (coalition_id, id),
  UNIQUE (coalition_id, challenge_id, person_id),
  FOREIGN KEY (coalition_id, challenge_id) REFERENCES interest_challenge (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id)
);

SELECT record_keep(kept) FROM unnest(ARRAY['interest_challenge', 'challenge_opinion']::regclass[]) AS kept;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
