import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What bodies are asked: proposals, each text that they had, and who stood behind which text. */
export class CreateProposals1795435400000 implements MigrationInterface {
  name = 'CreateProposals1795435400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const TABLES = `
CREATE TABLE proposal (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  proposer_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('MOTION', 'CHOICE', 'ELECTION')),
  stage text NOT NULL CHECK (
    stage IN ('DRAFT', 'SUBMITTED', 'ADMITTED', 'AT_VOTE', 'DECIDED', 'SENT_BACK', 'WITHDRAWN')
  ),
  text_number integer NOT NULL,
  text_digest text NOT NULL,
  title jsonb NOT NULL,
  drafted_at timestamptz NOT NULL,
  submitted_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, proposer_id) REFERENCES person (coalition_id, id),
  CONSTRAINT proposal_submitted CHECK (stage = 'WITHDRAWN' OR (stage = 'DRAFT') = (submitted_at IS NULL))
);
CREATE INDEX proposal_of_body ON proposal (coalition_id, body_id, drafted_at DESC, id DESC);
CREATE INDEX proposal_of_proposer ON proposal (coalition_id, proposer_id);

CREATE TABLE proposal_text (
  coalition_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  title jsonb NOT NULL,
  text jsonb NOT NULL,
  digest text NOT NULL CHECK (length(digest) = 44),
  written_at timestamptz NOT NULL,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, proposal_id, number),
  UNIQUE (coalition_id, proposal_id, number, digest),
  FOREIGN KEY (coalition_id, proposal_id) REFERENCES proposal (coalition_id, id)
);

ALTER TABLE proposal ADD CONSTRAINT proposal_has_its_text FOREIGN KEY (coalition_id, id, text_number, text_digest)
  REFERENCES proposal_text (coalition_id, proposal_id, number, digest) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE co_sponsorship (
  coalition_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  text_number integer NOT NULL,
  person_id uuid NOT NULL,
  organization_id uuid,
  sector_id uuid,
  sponsored_at timestamptz NOT NULL,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, proposal_id, text_number, person_id),
  FOREIGN KEY (coalition_id, proposal_id, text_number)
    REFERENCES proposal_text (coalition_id, proposal_id, number),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  FOREIGN KEY (coalition_id, sector_id) REFERENCES sector (coalition_id, id)
);

SELECT record_keep('proposal');
SELECT record_keep_line('proposal_text');
SELECT record_keep_line('co_sponsorship');
`;
