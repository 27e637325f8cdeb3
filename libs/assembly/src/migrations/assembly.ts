import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who the coalition is: its sectors, organizations and people, its bodies with their charters, their seats and who
 * holds them. No seat has two holders at one instant and nobody has two seats of one body: the database refuses it.
 */
export class CreateAssembly1795435300000 implements MigrationInterface {
  name = 'CreateAssembly1795435300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS btree_gist');
    await runner.query(REGISTER);
    await runner.query(BODIES);
    await runner.query(WALLS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const REGISTER = `
CREATE TABLE coalition (
  coalition_id uuid PRIMARY KEY REFERENCES record_log,
  id uuid NOT NULL CHECK (id = coalition_id),
  version integer NOT NULL,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{1,63}$'),
  name jsonb NOT NULL,
  founded_at timestamptz NOT NULL
);

CREATE TABLE sector (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  name jsonb NOT NULL,
  PRIMARY KEY (coalition_id, id)
);

CREATE TABLE organization (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  sector_id uuid NOT NULL,
  name jsonb NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, sector_id) REFERENCES sector (coalition_id, id)
);
CREATE INDEX organization_of_sector ON organization (coalition_id, sector_id);

CREATE TABLE person (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  steward boolean NOT NULL,
  registered_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id)
);

CREATE TABLE affiliation (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  person_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  CONSTRAINT affiliation_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT affiliation_once EXCLUDE USING gist
    (coalition_id WITH =, person_id WITH =, organization_id WITH =, tstzrange(begins_at, ends_at) WITH &&)
);
CREATE INDEX affiliation_of_organization ON affiliation (coalition_id, organization_id, begins_at);
`;

const BODIES = `
CREATE TABLE body (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  name jsonb NOT NULL,
  zone text NOT NULL CHECK (zone <> ''),
  established_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id)
);

CREATE TABLE charter_version (
  coalition_id uuid NOT NULL,
  body_id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  clauses jsonb NOT NULL,
  digest text NOT NULL CHECK (length(digest) = 44),
  begins_at timestamptz NOT NULL,
  adopted_by uuid,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, body_id, number),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  CONSTRAINT charter_version_one_at_an_instant UNIQUE (coalition_id, body_id, begins_at),
  CONSTRAINT charter_version_adopted CHECK ((number = 1) = (adopted_by IS NULL))
);

CREATE TABLE seat (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  label jsonb NOT NULL,
  seat_class text NOT NULL,
  sector_id uuid,
  organization_id uuid,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  UNIQUE (coalition_id, body_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, sector_id) REFERENCES sector (coalition_id, id),
  FOREIGN KEY (coalition_id, organization_id) REFERENCES organization (coalition_id, id),
  CONSTRAINT seat_not_reversed CHECK (begins_at < ends_at)
);

CREATE TABLE mandate (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  seat_id uuid NOT NULL,
  body_id uuid NOT NULL,
  person_id uuid NOT NULL,
  on_behalf_of uuid,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz,
  ended_because text,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id, seat_id) REFERENCES seat (coalition_id, body_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  FOREIGN KEY (coalition_id, on_behalf_of) REFERENCES organization (coalition_id, id),
  CONSTRAINT mandate_not_reversed CHECK (begins_at < ends_at),
  CONSTRAINT mandate_ended CHECK (ended_because IS NULL OR ends_at IS NOT NULL),
  CONSTRAINT mandate_one_holder_a_seat EXCLUDE USING gist
    (coalition_id WITH =, seat_id WITH =, tstzrange(begins_at, ends_at) WITH &&),
  CONSTRAINT mandate_one_seat_a_person EXCLUDE USING gist
    (coalition_id WITH =, body_id WITH =, person_id WITH =, tstzrange(begins_at, ends_at) WITH &&)
);
CREATE INDEX mandate_of_body ON mandate (coalition_id, body_id, begins_at, id);
CREATE INDEX mandate_of_person ON mandate (coalition_id, person_id);
`;

const WALLS = `
SELECT record_keep(kept) FROM unnest(ARRAY[
  'coalition', 'sector', 'organization', 'person', 'affiliation', 'body', 'seat', 'mandate'
]::regclass[]) AS kept;
SELECT record_keep_line('charter_version');
`;
