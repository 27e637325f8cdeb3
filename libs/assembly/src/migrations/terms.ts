import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How mandates end: by an event that has come, by seniority, with their seat, and not before a successor is there
 * where the charter says so. No mandate lies outside the span of its seat: the database refuses it at the end of the
 * act.
 */
export class EndTerms1795440100000 implements MigrationInterface {
  name = 'EndTerms1795440100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MANDATES);
    await runner.query(TABLES);
    await runner.query(WITHIN_SEAT);
    await runner.query(WALLS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const MANDATES = `
ALTER TABLE mandate
  ADD COLUMN term_ends_at timestamptz,
  ADD COLUMN term_event text CHECK (term_event <> ''),
  ADD COLUMN holdover boolean NOT NULL DEFAULT false,
  ADD COLUMN end_reason text CHECK (end_reason IN (
    'TERM', 'EVENT', 'SENIORITY', 'SUCCEEDED', 'EARLY', 'REMEDY', 'SEAT_ABOLISHED', 'REMOVED', 'WITHDRAWN', 'STATUS'
  )),
  ADD CONSTRAINT mandate_ended_for_a_reason CHECK (ended_version IS NULL OR end_reason IS NOT NULL);
`;

const TABLES = `
CREATE TABLE term_event (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind <> ''),
  at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT term_event_once UNIQUE (coalition_id, body_id, kind, at)
);

CREATE TABLE seniority_review (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  clause text NOT NULL,
  reviewed_on timestamptz NOT NULL,
  leave uuid[] NOT NULL,
  questions jsonb NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT seniority_review_once UNIQUE (coalition_id, body_id, clause, reviewed_on)
);
`;

const WITHIN_SEAT = `
CREATE FUNCTION mandate_within_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM mandate JOIN seat ON seat.coalition_id = mandate.coalition_id AND seat.id = mandate.seat_id
    WHERE mandate.coalition_id = NEW.coalition_id
      AND (CASE TG_TABLE_NAME WHEN 'seat' THEN seat.id ELSE mandate.id END) = NEW.id
      AND NOT tstzrange(mandate.begins_at, mandate.ends_at) <@ tstzrange(seat.begins_at, seat.ends_at)
  ) THEN
    RAISE EXCEPTION 'A mandate lies outside the span of its seat.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER mandate_within_seat AFTER INSERT OR UPDATE ON mandate
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mandate_within_seat();
CREATE CONSTRAINT TRIGGER seat_holds_its_mandates AFTER UPDATE ON seat
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mandate_within_seat();
`;

const WALLS = `
SELECT record_keep(kept) FROM unnest(ARRAY['term_event', 'seniority_review']::regclass[]) AS kept;
`;
