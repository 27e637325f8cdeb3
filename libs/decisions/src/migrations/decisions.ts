import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Decisions, one for each vote at most, and the dissents beside them. */
export class CreateDecisions1795435600000 implements MigrationInterface {
  name = 'CreateDecisions1795435600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const TABLES = `
CREATE TABLE decision (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  box_id uuid NOT NULL,
  outcome text NOT NULL
    CHECK (outcome IN ('PASSED', 'REJECTED', 'TIED', 'NO_QUORUM', 'ELECTED', 'SEATS_OPEN', 'FUNDED')),
  numbers jsonb NOT NULL,
  rationale jsonb NOT NULL,
  tally_digest text NOT NULL CHECK (length(tally_digest) = 44),
  decided_at timestamptz NOT NULL,
  takes_effect_at timestamptz NOT NULL CHECK (takes_effect_at >= decided_at),
  review_at timestamptz CHECK (review_at > takes_effect_at),
  supersedes uuid CHECK (supersedes <> id),
  superseded_by uuid CHECK (superseded_by <> id),
  PRIMARY KEY (coalition_id, id),
  CONSTRAINT decision_once_a_vote UNIQUE (coalition_id, box_id),
  CONSTRAINT decision_superseded_once UNIQUE (coalition_id, supersedes),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, proposal_id) REFERENCES proposal (coalition_id, id),
  FOREIGN KEY (coalition_id, box_id) REFERENCES box (coalition_id, id),
  FOREIGN KEY (coalition_id, supersedes) REFERENCES decision (coalition_id, id),
  FOREIGN KEY (coalition_id, superseded_by) REFERENCES decision (coalition_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX decision_of_coalition ON decision (coalition_id, decided_at DESC, id);
CREATE INDEX decision_of_body ON decision (coalition_id, body_id, decided_at DESC, id);

CREATE TABLE dissent (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  decision_id uuid NOT NULL,
  person_id uuid NOT NULL,
  organization_id uuid,
  sector_id uuid,
  statement jsonb NOT NULL,
  stated_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  CONSTRAINT dissent_once_a_person UNIQUE (coalition_id, decision_id, person_id),
  FOREIGN KEY (coalition_id, decision_id) REFERENCES decision (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id)
);

SELECT record_keep('decision');
SELECT record_keep('dissent');
`;
