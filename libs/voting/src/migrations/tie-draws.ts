import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Boxes whose ties are broken by a draw with a future source: its order comes after the closing, once, and before the count. */
export class BreakTiesByDraw1796066900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE box
  ADD COLUMN tie_draw_id uuid,
  ADD CONSTRAINT box_tie_draw FOREIGN KEY (coalition_id, tie_draw_id) REFERENCES draw (coalition_id, id),
  ADD CONSTRAINT box_one_lot CHECK (tie_draw_id IS NULL OR draw_commitment IS NULL),
  DROP CONSTRAINT box_draw_settled_at_close,
  ADD CONSTRAINT box_draw_settled_at_close
    CHECK (tie_draw_id IS NOT NULL OR (draw IS NULL) = (closed_at IS NULL OR draw_commitment IS NULL)),
  ADD CONSTRAINT box_draw_settled_before_count CHECK (tie_draw_id IS NULL OR counted_at IS NULL OR draw IS NOT NULL);

CREATE OR REPLACE FUNCTION box_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.body_id, NEW.proposal_id, NEW.question, NEW.rule, NEW.parameters, NEW.quorum, NEW.options, NEW.seats,
      NEW.budget, NEW.caps, NEW.draw_commitment, NEW.tie_draw_id, NEW.roster, NEW.amendment,
      NEW.charter_digest, NEW.electorate_digest, NEW.entitled, NEW.box_hash, NEW.opens_at, NEW.closes_at)
     IS DISTINCT FROM
     (OLD.body_id, OLD.proposal_id, OLD.question, OLD.rule, OLD.parameters, OLD.quorum, OLD.options, OLD.seats,
      OLD.budget, OLD.caps, OLD.draw_commitment, OLD.tie_draw_id, OLD.roster, OLD.amendment,
      OLD.charter_digest, OLD.electorate_digest, OLD.entitled, OLD.box_hash, OLD.opens_at, OLD.closes_at)
     OR (OLD.closed_at IS NOT NULL AND (NEW.closed_at, NEW.ballots_digest, NEW."cast", NEW.set_aside)
         IS DISTINCT FROM (OLD.closed_at, OLD.ballots_digest, OLD."cast", OLD.set_aside))
     OR (NEW.draw IS DISTINCT FROM OLD.draw
         AND (OLD.draw IS NOT NULL OR (OLD.closed_at IS NOT NULL AND OLD.tie_draw_id IS NULL))) THEN
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
