import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rotations, their turns as lines that are never altered, swaps, absences, handovers, and calendar feeds. */
export class CreateRotation1795436500000 implements MigrationInterface {
  name = 'CreateRotation1795436500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROTATIONS);
    await runner.query(TURNS);
    await runner.query(PEOPLE);
    await runner.query(FEEDS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

const ROTATIONS = `
CREATE TABLE rotation (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('CHAIR', 'FACILITATOR', 'NOTE_TAKER', 'SPOKESPERSON')),
  zone text NOT NULL CHECK (zone <> ''),
  starts_at text NOT NULL CHECK (starts_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$'),
  every integer NOT NULL CHECK (every >= 1),
  unit text NOT NULL CHECK (unit IN ('DAY', 'WEEK', 'MONTH', 'YEAR')),
  turns integer NOT NULL CHECK (turns BETWEEN 1 AND 520),
  weightings jsonb NOT NULL,
  spacing integer NOT NULL CHECK (spacing >= 1),
  notice integer NOT NULL CHECK (notice >= 0),
  section text NOT NULL CHECK (section <> ''),
  planned_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id)
);
CREATE INDEX rotation_of_body ON rotation (coalition_id, body_id, id);
SELECT record_keep('rotation');
`;

const TURNS = `
CREATE TABLE turn_line (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  rotation_id uuid NOT NULL,
  slot integer NOT NULL CHECK (slot >= 0),
  begins_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  sector_id uuid,
  mandate_id uuid,
  person_id uuid,
  state text NOT NULL CHECK (state IN ('PLANNED', 'PUBLISHED', 'BEGUN', 'MISSED')),
  cause text NOT NULL CHECK (cause IN ('PLANNED', 'SWAPPED', 'OVERRIDDEN', 'STOOD_IN', 'MISSED')),
  reason jsonb NOT NULL,
  away uuid[] NOT NULL,
  corrects integer,
  changed_at timestamptz NOT NULL,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, id, number),
  CONSTRAINT turn_one_holder_a_slot UNIQUE (coalition_id, rotation_id, slot, number),
  CONSTRAINT turn_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT turn_held_by_mandate CHECK ((mandate_id IS NULL) = (person_id IS NULL)),
  FOREIGN KEY (coalition_id, rotation_id) REFERENCES rotation (coalition_id, id),
  FOREIGN KEY (coalition_id, mandate_id) REFERENCES mandate (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, sector_id) REFERENCES sector (coalition_id, id)
);
CREATE INDEX turn_line_of_person ON turn_line (coalition_id, person_id, begins_at);
SELECT record_keep_line('turn_line');

CREATE FUNCTION turn_line_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before turn_line;
BEGIN
  SELECT * INTO before FROM turn_line
  WHERE coalition_id = NEW.coalition_id AND id = NEW.id ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(before.number, 0) + 1
     OR (before.number IS NOT NULL AND (NEW.rotation_id, NEW.slot) IS DISTINCT FROM (before.rotation_id, before.slot))
  THEN
    RAISE EXCEPTION 'A line of a turn follows on the last one.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF before.state IN ('BEGUN', 'MISSED')
     AND (NEW.corrects IS DISTINCT FROM before.number OR NEW.state NOT IN ('BEGUN', 'MISSED')) THEN
    RAISE EXCEPTION 'A turn that has begun is never rewritten; a correction names what it corrects.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER turn_line_next BEFORE INSERT ON turn_line FOR EACH ROW EXECUTE FUNCTION turn_line_follows();
ALTER TABLE turn_line ENABLE ALWAYS TRIGGER turn_line_next;

CREATE VIEW turn WITH (security_invoker = true) AS
SELECT coalition_id, id, number AS version, rotation_id, slot, begins_at, ends_at, sector_id, mandate_id, person_id,
       state, cause, reason, away, corrects, changed_at, entry_version
FROM turn_line line
WHERE NOT EXISTS (
  SELECT FROM turn_line later
  WHERE later.coalition_id = line.coalition_id AND later.id = line.id AND later.number > line.number
);
INSERT INTO database_right (relation, role, rights) VALUES ('turn', 'quorate_app', 'SELECT');
`;

const PEOPLE = `
CREATE TABLE turn_swap (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  rotation_id uuid NOT NULL,
  given_slot integer NOT NULL,
  taken_slot integer NOT NULL CHECK (taken_slot <> given_slot),
  offered_by uuid NOT NULL,
  offered_to uuid NOT NULL CHECK (offered_to <> offered_by),
  offered_at timestamptz NOT NULL,
  accepted_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, rotation_id) REFERENCES rotation (coalition_id, id),
  FOREIGN KEY (coalition_id, offered_by) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, offered_to) REFERENCES person (coalition_id, id)
);
CREATE INDEX turn_swap_of_rotation ON turn_swap (coalition_id, rotation_id, id);
SELECT record_keep('turn_swap');

CREATE TABLE unavailability (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  person_id uuid NOT NULL,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  withdrawn_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT unavailability_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT unavailability_once EXCLUDE USING gist
    (coalition_id WITH =, person_id WITH =, tstzrange(begins_at, ends_at) WITH &&) WHERE (withdrawn_at IS NULL)
);
SELECT record_keep('unavailability');

CREATE TABLE turn_handover (
  coalition_id uuid NOT NULL,
  turn_id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  rotation_id uuid NOT NULL,
  written_at timestamptz NOT NULL,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, turn_id, number),
  FOREIGN KEY (coalition_id, rotation_id) REFERENCES rotation (coalition_id, id)
);
SELECT record_keep_line('turn_handover');
`;

const FEEDS = `
CREATE TABLE calendar_feed (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  body_id uuid,
  role text,
  own_turns boolean NOT NULL,
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  opened_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id)
);
CREATE INDEX calendar_feed_of_person ON calendar_feed (coalition_id, person_id);
`;
