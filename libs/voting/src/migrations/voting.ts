import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Boxes, their frozen electorates, and ballots: one for each elector and box, by the database's own word. */
export class CreateVoting1795435500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE box (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  question text NOT NULL CHECK (question IN ('MOTION', 'CHOICE', 'ELECTION')),
  rule text NOT NULL,
  parameters jsonb NOT NULL,
  quorum jsonb NOT NULL,
  options jsonb NOT NULL,
  seats integer NOT NULL CHECK (seats >= 1),
  charter_digest text NOT NULL,
  electorate_digest text NOT NULL,
  entitled integer NOT NULL CHECK (entitled >= 1),
  box_hash text NOT NULL,
  opens_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  closed_at timestamptz CHECK (closed_at >= closes_at),
  ballots_digest text,
  "cast" integer,
  counted_at timestamptz,
  tally jsonb,
  tally_digest text,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, proposal_id) REFERENCES proposal (coalition_id, id),
  CHECK (opens_at < closes_at),
  CHECK ((closed_at IS NULL) = (ballots_digest IS NULL) AND (closed_at IS NULL) = ("cast" IS NULL)),
  CHECK ((counted_at IS NULL) = (tally IS NULL) AND (counted_at IS NULL) = (tally_digest IS NULL)),
  CHECK (counted_at IS NULL OR closed_at IS NOT NULL)
);
CREATE INDEX box_of_body ON box (coalition_id, body_id, opens_at DESC, id);
CREATE INDEX box_of_proposal ON box (coalition_id, proposal_id);
SELECT record_keep('box');

CREATE FUNCTION box_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.body_id, NEW.proposal_id, NEW.question, NEW.rule, NEW.parameters, NEW.quorum, NEW.options, NEW.seats,
      NEW.charter_digest, NEW.electorate_digest, NEW.entitled, NEW.box_hash, NEW.opens_at, NEW.closes_at)
     IS DISTINCT FROM
     (OLD.body_id, OLD.proposal_id, OLD.question, OLD.rule, OLD.parameters, OLD.quorum, OLD.options, OLD.seats,
      OLD.charter_digest, OLD.electorate_digest, OLD.entitled, OLD.box_hash, OLD.opens_at, OLD.closes_at)
     OR (OLD.closed_at IS NOT NULL AND (NEW.closed_at, NEW.ballots_digest, NEW."cast")
         IS DISTINCT FROM (OLD.closed_at, OLD.ballots_digest, OLD."cast")) THEN
    RAISE EXCEPTION 'What a box froze stays frozen.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER box_frozen BEFORE UPDATE ON box FOR EACH ROW EXECUTE FUNCTION box_stays_frozen();
ALTER TABLE box ENABLE ALWAYS TRIGGER box_frozen;

CREATE TABLE box_elector (
  coalition_id uuid NOT NULL,
  box_id uuid NOT NULL,
  elector uuid NOT NULL,
  person_id uuid NOT NULL,
  seat_id uuid NOT NULL,
  sector_id uuid,
  organization_id uuid,
  weight integer NOT NULL CHECK (weight >= 1),
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, box_id, elector),
  UNIQUE (coalition_id, box_id, person_id),
  FOREIGN KEY (coalition_id, box_id) REFERENCES box (coalition_id, id),
  FOREIGN KEY (coalition_id, elector) REFERENCES mandate (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id)
);
SELECT record_keep_line('box_elector');

CREATE TABLE ballot (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  box_id uuid NOT NULL,
  elector uuid NOT NULL,
  ballot jsonb NOT NULL,
  salt text NOT NULL,
  cast_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  UNIQUE (coalition_id, box_id, elector),
  FOREIGN KEY (coalition_id, box_id, elector) REFERENCES box_elector (coalition_id, box_id, elector)
) WITH (fillfactor = 80);
SELECT record_keep('ballot');

CREATE FUNCTION ballot_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_open boolean;
BEGIN
  SELECT closed_at IS NULL AND opens_at <= NEW.cast_at AND NEW.cast_at < closes_at INTO is_open
  FROM box WHERE coalition_id = NEW.coalition_id AND id = NEW.box_id;
  IF NOT is_open OR (TG_OP = 'UPDATE' AND (NEW.box_id, NEW.elector) IS DISTINCT FROM (OLD.box_id, OLD.elector)) THEN
    RAISE EXCEPTION 'A ballot is cast while its box is open, and stays in it.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ballot_timely BEFORE INSERT OR UPDATE ON ballot FOR EACH ROW EXECUTE FUNCTION ballot_in_time();
ALTER TABLE ballot ENABLE ALWAYS TRIGGER ballot_timely;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
