import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom a subject concerns, and recusals that follow from the charter itself. */
export class RecuseByClause1795440200010 implements MigrationInterface {
  name = 'RecuseByClause1795440200010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE subject_party (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  organization_id uuid,
  person_id uuid,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT subject_party_one_of_two CHECK ((organization_id IS NULL) <> (person_id IS NULL)),
  CONSTRAINT subject_party_once UNIQUE NULLS NOT DISTINCT
    (coalition_id, body_id, subject_id, organization_id, person_id)
);
SELECT record_keep('subject_party');

ALTER TABLE recusal
  DROP CONSTRAINT recusal_how_check,
  ADD CONSTRAINT recusal_how_check CHECK (how IN ('SELF', 'CHALLENGE', 'CLAUSE')),
  ADD COLUMN clause text CHECK (clause <> ''),
  ADD COLUMN interest text,
  ADD CONSTRAINT recusal_by_clause_names_it CHECK ((how = 'CLAUSE') <= (clause IS NOT NULL AND interest IS NOT NULL));
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
