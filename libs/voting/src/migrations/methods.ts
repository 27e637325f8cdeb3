import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Boxes by every counting rule: budgets and caps, and the lot that breaks ties. */
export class VoteByEveryRule1795436000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE box DROP CONSTRAINT box_question_check;
ALTER TABLE box
  ADD CONSTRAINT box_question_check CHECK (question IN ('MOTION', 'CHOICE', 'ELECTION', 'FUNDING')),
  ADD COLUMN budget text CHECK ((budget IS NULL) = (question <> 'FUNDING')),
  ADD COLUMN caps jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN draw_commitment text,
  ADD COLUMN draw jsonb,
  ADD CONSTRAINT box_draw_settled_at_close
    CHECK ((draw IS NULL) = (closed_at IS NULL OR draw_commitment IS NULL));

CREATE OR REPLACE FUNCTION box_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.body_id, NEW.proposal_id, NEW.question, NEW.rule, NEW.parameters, NEW.quorum, NEW.options, NEW.seats,
      NEW.budget, NEW.caps, NEW.draw_commitment,
      NEW.charter_digest, NEW.electorate_digest, NEW.entitled, NEW.box_hash, NEW.opens_at, NEW.closes_at)
     IS DISTINCT FROM
     (OLD.body_id, OLD.proposal_id, OLD.question, OLD.rule, OLD.parameters, OLD.quorum, OLD.options, OLD.seats,
      OLD.budget, OLD.caps, OLD.draw_commitment,
      OLD.charter_digest, OLD.electorate_digest, OLD.entitled, OLD.box_hash, OLD.opens_at, OLD.closes_at)
     OR (OLD.closed_at IS NOT NULL AND (NEW.closed_at, NEW.ballots_digest, NEW."cast", NEW.draw)
         IS DISTINCT FROM (OLD.closed_at, OLD.ballots_digest, OLD."cast", OLD.draw)) THEN
    RAISE EXCEPTION 'What a box froze stays frozen.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TABLE box_draw_secret (
  coalition_id uuid NOT NULL,
  box_id uuid NOT NULL,
  secret bytea NOT NULL CHECK (octet_length(secret) = 32),
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, box_id),
  FOREIGN KEY (coalition_id, box_id) REFERENCES box (coalition_id, id)
);
SELECT record_keep_line('box_draw_secret');
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
