import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What organizations tell of their funding, who sees that and the details of interests, parties by what pays them, and
 * parties that were named in error.
 */
export class DiscloseFunding1795442000010 implements MigrationInterface {
  name = 'DiscloseFunding1795442000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FUNDING);
    await runner.query(INTERESTS);
    await runner.query(PARTIES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const FUNDING = `
CREATE TABLE funding (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  organization_id uuid NOT NULL,
  funder_id uuid,
  kind text NOT NULL CHECK (kind IN ('GRANT', 'DONATION', 'CONTRACT', 'LOAN', 'FEES', 'IN_KIND')),
  currency text NOT NULL CHECK (length(currency) = 3),
  least text NOT NULL,
  most text,
  shown_to text CHECK (shown_to IN ('BODIES', 'COALITION', 'PUBLIC')),
  shown_bodies uuid[] NOT NULL,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  FOREIGN KEY (coalition_id, funder_id) REFERENCES organization (coalition_id, id),
  CONSTRAINT funding_of_another CHECK (funder_id <> organization_id),
  CONSTRAINT funding_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT funding_shown_to_bodies CHECK (
    (shown_to IS NOT DISTINCT FROM 'BODIES') = (cardinality(shown_bodies) > 0)
  )
);
CREATE INDEX funding_of_organization ON funding (coalition_id, organization_id, begins_at DESC, id DESC);
SELECT record_keep('funding');
`;

const INTERESTS = `
ALTER TABLE interest
  ADD COLUMN shown_to text CHECK (shown_to IN ('BODIES', 'COALITION', 'PUBLIC')),
  ADD COLUMN shown_bodies uuid[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT interest_shown_to_bodies CHECK (
    (shown_to IS NOT DISTINCT FROM 'BODIES') = (cardinality(shown_bodies) > 0)
  );
`;

const PARTIES = `
ALTER TABLE subject_party
  ADD COLUMN funding_id uuid,
  ADD COLUMN withdrawn_at timestamptz,
  ADD FOREIGN KEY (coalition_id, funding_id) REFERENCES funding (coalition_id, id),
  DROP CONSTRAINT subject_party_one_of_two,
  ADD CONSTRAINT subject_party_one_of_three CHECK (num_nonnulls(organization_id, person_id, funding_id) = 1),
  DROP CONSTRAINT subject_party_once;
CREATE UNIQUE INDEX subject_party_once ON subject_party
  (coalition_id, body_id, subject_id, organization_id, person_id, funding_id) NULLS NOT DISTINCT
  WHERE withdrawn_at IS NULL;
`;
