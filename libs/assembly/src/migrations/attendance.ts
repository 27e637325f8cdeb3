import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who attended and who stayed away, and what follows from it for a holder by the charter: no vote, or none of a
 * holder’s rights for a time. A holder has one such status at an instant: the database refuses a second.
 */
export class KeepAttendance1795440300010 implements MigrationInterface {
  name = 'KeepAttendance1795440300010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(WALLS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const TABLES = `
CREATE TABLE occasion (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('MEETING', 'VOTE')),
  held_at timestamptz NOT NULL,
  box_id uuid CHECK ((box_id IS NULL) = (kind = 'MEETING')),
  attended uuid[] NOT NULL,
  missed uuid[] NOT NULL CHECK (NOT missed && attended),
  excused uuid[] NOT NULL CHECK (NOT excused && attended AND NOT excused && missed),
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT occasion_vote_once UNIQUE (coalition_id, box_id)
);
CREATE UNIQUE INDEX occasion_meeting_once ON occasion (coalition_id, body_id, held_at) WHERE kind = 'MEETING';
CREATE INDEX occasion_of_body ON occasion (coalition_id, body_id, held_at, id);

CREATE TABLE mandate_status (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  mandate_id uuid NOT NULL,
  becomes text NOT NULL CHECK (becomes IN ('WITHOUT_VOTE', 'SUSPENDED')),
  clause text NOT NULL,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, mandate_id) REFERENCES mandate (coalition_id, id),
  CONSTRAINT mandate_status_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT mandate_status_one_at_a_time EXCLUDE USING gist
    (coalition_id WITH =, mandate_id WITH =, tstzrange(begins_at, ends_at) WITH &&)
);
`;

const WALLS = `
SELECT record_keep(kept) FROM unnest(ARRAY['occasion', 'mandate_status']::regclass[]) AS kept;
`;
