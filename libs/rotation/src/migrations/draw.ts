import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Draws: committed to before their source exists, and settled once. */
export class CreateDraw1795436600000 implements MigrationInterface {
  name = 'CreateDraw1795436600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DRAWS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

const DRAWS = `
CREATE TABLE draw (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  section text NOT NULL CHECK (section <> ''),
  source text NOT NULL CHECK (source IN ('DRAND', 'RFC3797')),
  source_round integer CHECK (source_round >= 1),
  source_name text CHECK (source_name <> ''),
  source_at timestamptz NOT NULL,
  pool jsonb NOT NULL CHECK (jsonb_array_length(pool) > 0),
  committed_at timestamptz NOT NULL,
  output text,
  drawn jsonb,
  settled_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT draw_names_its_source CHECK (
    (source = 'DRAND') = (source_round IS NOT NULL) AND (source = 'RFC3797') = (source_name IS NOT NULL)
  ),
  CONSTRAINT draw_before_its_source CHECK (committed_at < source_at),
  CONSTRAINT draw_after_its_source CHECK (settled_at >= source_at),
  CONSTRAINT draw_settled_whole CHECK (num_nulls(output, drawn, settled_at) IN (0, 3)),
  -- The second version settles it, and there is no third.
  CONSTRAINT draw_settled_once CHECK (version <= 2 AND (version = 2) = (settled_at IS NOT NULL)),
  CONSTRAINT draw_of_its_pool CHECK (drawn IS NULL OR (
    drawn @> pool AND pool @> drawn AND jsonb_array_length(drawn) = jsonb_array_length(pool)
  ))
);
CREATE INDEX draw_of_body ON draw (coalition_id, body_id, id);
SELECT record_keep('draw');
`;
