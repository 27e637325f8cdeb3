import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a box freezes of the body and of an amendment, and whose ballots its closing sets aside. */
export class AmendAndSetAside1795436800020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE box
  ADD COLUMN roster jsonb NOT NULL,
  ADD COLUMN amendment jsonb CHECK (amendment IS NULL OR question = 'MOTION'),
  ADD COLUMN set_aside jsonb,
  ADD CONSTRAINT box_set_aside_at_close CHECK ((set_aside IS NULL) = (closed_at IS NULL));

CREATE OR REPLACE FUNCTION box_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.body_id, NEW.proposal_id, NEW.question, NEW.rule, NEW.parameters, NEW.quorum, NEW.options, NEW.seats,
      NEW.budget, NEW.caps, NEW.draw_commitment, NEW.roster, NEW.amendment,
      NEW.charter_digest, NEW.electorate_digest, NEW.entitled, NEW.box_hash, NEW.opens_at, NEW.closes_at)
     IS DISTINCT FROM
     (OLD.body_id, OLD.proposal_id, OLD.question, OLD.rule, OLD.parameters, OLD.quorum, OLD.options, OLD.seats,
      OLD.budget, OLD.caps, OLD.draw_commitment, OLD.roster, OLD.amendment,
      OLD.charter_digest, OLD.electorate_digest, OLD.entitled, OLD.box_hash, OLD.opens_at, OLD.closes_at)
     OR (OLD.closed_at IS NOT NULL AND (NEW.closed_at, NEW.ballots_digest, NEW."cast", NEW.draw, NEW.set_aside)
         IS DISTINCT FROM (OLD.closed_at, OLD.ballots_digest, OLD."cast", OLD.draw, OLD.set_aside)) THEN
    RAISE EXCEPTION 'What a box froze stays frozen.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
