import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Panels that are drawn by quotas: the sortition, what its solver is at, and the draw that decides it. */
export class CreateSortition1796065200000 implements MigrationInterface {
  name = 'CreateSortition1796065200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SORTITIONS);
    await runner.query(WORK);
    await runner.query(DRAWS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

const SORTITIONS = `
CREATE TABLE sortition (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  section text NOT NULL CHECK (section <> ''),
  seats integer NOT NULL CHECK (seats >= 1),
  fairness text NOT NULL CHECK (fairness IN ('leximin', 'maximin')),
  quotas jsonb NOT NULL,
  types jsonb NOT NULL CHECK (jsonb_array_length(types) > 0),
  prepared_at timestamptz NOT NULL,
  lottery jsonb,
  panel jsonb,
  drawn_at timestamptz,
  withdrawn_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT sortition_drawn_whole CHECK ((panel IS NULL) = (drawn_at IS NULL)),
  CONSTRAINT sortition_drawn_from_lottery CHECK (panel IS NULL OR lottery IS NOT NULL),
  CONSTRAINT sortition_panel_of_its_seats CHECK (jsonb_array_length(panel) = seats),
  CONSTRAINT sortition_withdrawn_before CHECK (withdrawn_at IS NULL OR lottery IS NULL)
);
CREATE INDEX sortition_of_body ON sortition (coalition_id, body_id, id);
SELECT record_keep('sortition');
`;

/** The lease is told by the clock of the machine: it says how long a solver was not heard of, whatever the date is. */
const WORK = `
CREATE TABLE sortition_work (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  asked integer NOT NULL,
  lease uuid,
  leased_until timestamptz,
  panels integer NOT NULL DEFAULT 0,
  settled integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  fault text,
  answer jsonb,
  ended boolean NOT NULL DEFAULT false,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, id) REFERENCES sortition (coalition_id, id)
);
CREATE INDEX sortition_work_open ON sortition_work (leased_until) WHERE answer IS NULL AND NOT ended;
`;

const DRAWS = `
ALTER TABLE draw
  ADD COLUMN sortition_id uuid,
  ADD CONSTRAINT draw_of_sortition FOREIGN KEY (coalition_id, sortition_id) REFERENCES sortition (coalition_id, id),
  -- A lottery is committed to once.
  ADD CONSTRAINT draw_of_sortition_once UNIQUE (coalition_id, sortition_id);
`;
