import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What decides on who may sit and who may vote beside the mandates themselves: rulings, waivers, facts about people,
 * related organizations, interests, recusals, alternates who act, and remedies against caps that are breached.
 */
export class CreateStanding1795436700000 implements MigrationInterface {
  name = 'CreateStanding1795436700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SEATED);
    await runner.query(JUDGED);
    await runner.query(CONFLICTS);
    await runner.query(WALLS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const SEATED = `
ALTER TABLE mandate
  ADD COLUMN filled_by text CHECK (filled_by <> ''),
  ADD COLUMN replaces uuid,
  ADD CONSTRAINT mandate_replaces_another CHECK (replaces <> id),
  ADD CONSTRAINT mandate_replaces_one FOREIGN KEY (coalition_id, replaces) REFERENCES mandate (coalition_id, id);
ALTER TABLE affiliation
  ADD COLUMN contested boolean NOT NULL DEFAULT false;

CREATE TABLE organization_relation (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  organization_id uuid NOT NULL,
  related_id uuid NOT NULL CHECK (related_id <> organization_id),
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  FOREIGN KEY (coalition_id, related_id) REFERENCES organization (coalition_id, id),
  CONSTRAINT organization_relation_not_reversed CHECK (begins_at < ends_at)
);
`;

const JUDGED = `
CREATE TABLE ruling (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  question text NOT NULL CHECK (question <> ''),
  reading text NOT NULL CHECK (reading <> ''),
  begins_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT ruling_one_at_an_instant UNIQUE (coalition_id, body_id, question, begins_at)
);

CREATE TABLE limit_waiver (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  person_id uuid NOT NULL,
  clause text NOT NULL,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT limit_waiver_not_reversed CHECK (begins_at < ends_at)
);
CREATE INDEX limit_waiver_of_person ON limit_waiver (coalition_id, person_id);

CREATE TABLE known_fact (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind <> ''),
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT known_fact_not_reversed CHECK (begins_at <= ends_at)
);
CREATE INDEX known_fact_of_person ON known_fact (coalition_id, person_id);

CREATE TABLE remedy (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  clause text NOT NULL,
  group_id text NOT NULL,
  holds integer NOT NULL,
  bound integer NOT NULL,
  step text NOT NULL,
  deadline timestamptz NOT NULL,
  outcome text CHECK (outcome IN ('CURED', 'EXHAUSTED')),
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id)
);
CREATE UNIQUE INDEX remedy_one_open ON remedy (coalition_id, body_id, clause, group_id) WHERE outcome IS NULL;
`;

const CONFLICTS = `
CREATE TABLE interest (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  organization_id uuid,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  CONSTRAINT interest_not_reversed CHECK (begins_at < ends_at)
);
CREATE INDEX interest_of_person ON interest (coalition_id, person_id, begins_at);

CREATE TABLE recusal (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  person_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  how text NOT NULL CHECK (how IN ('SELF', 'CHALLENGE')),
  begins_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT recusal_once UNIQUE (coalition_id, body_id, subject_id, person_id)
);

CREATE TABLE alternate_activation (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  mandate_id uuid NOT NULL,
  stands_in_for uuid NOT NULL CHECK (stands_in_for <> mandate_id),
  occasion text NOT NULL,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, mandate_id) REFERENCES mandate (coalition_id, id),
  FOREIGN KEY (coalition_id, stands_in_for) REFERENCES mandate (coalition_id, id),
  CONSTRAINT alternate_activation_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT alternate_activation_one_for_a_holder EXCLUDE USING gist
    (coalition_id WITH =, stands_in_for WITH =, tstzrange(begins_at, ends_at) WITH &&),
  CONSTRAINT alternate_activation_one_at_a_time EXCLUDE USING gist
    (coalition_id WITH =, mandate_id WITH =, tstzrange(begins_at, ends_at) WITH &&)
);
`;

const WALLS = `
SELECT record_keep(kept) FROM unnest(ARRAY[
  'organization_relation', 'ruling', 'limit_waiver', 'known_fact', 'remedy', 'interest', 'recusal',
  'alternate_activation'
]::regclass[]) AS kept;
`;
