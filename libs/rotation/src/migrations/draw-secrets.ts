import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Draws by secrets of sectors, draws from people behind salted hashes, and draws that a decision lets be repeated. */
export class DrawBySecrets1795437300000 implements MigrationInterface {
  name = 'DrawBySecrets1795437300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DRAWS);
    await runner.query(SECRETS);
    await runner.query(PLACES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

const DRAWS = `
ALTER TABLE draw
  ADD COLUMN decision_id uuid,
  ADD COLUMN sectors jsonb CHECK (jsonb_array_length(sectors) >= 2),
  ADD COLUMN sealed_by timestamptz,
  ADD COLUMN of_people boolean NOT NULL DEFAULT false,
  ADD COLUMN missing jsonb,
  DROP CONSTRAINT draw_source_check,
  DROP CONSTRAINT draw_names_its_source,
  DROP CONSTRAINT draw_before_its_source,
  DROP CONSTRAINT draw_after_its_source,
  DROP CONSTRAINT draw_settled_whole,
  ADD CONSTRAINT draw_source_check CHECK (source IN ('DRAND', 'RFC3797', 'COMMIT_REVEAL')),
  ADD CONSTRAINT draw_names_its_source CHECK (
    (source = 'RFC3797') = (source_name IS NOT NULL) AND (source = 'RFC3797') = (source_round IS NULL)
    AND (source = 'COMMIT_REVEAL') = (sectors IS NOT NULL) AND (source = 'COMMIT_REVEAL') = (sealed_by IS NOT NULL)
  ),
  ADD CONSTRAINT draw_before_its_source CHECK (
    committed_at < source_at AND committed_at < sealed_by AND sealed_by < source_at
  ),
  -- Secrets that are all revealed settle a draw at once; whatever stands in for one that stayed away comes later.
  ADD CONSTRAINT draw_after_its_source CHECK (
    settled_at >= source_at OR (source = 'COMMIT_REVEAL' AND missing = '[]')
  ),
  ADD CONSTRAINT draw_settled_whole CHECK (num_nulls(output, missing, drawn, settled_at) IN (0, 4)),
  ADD CONSTRAINT draw_misses_its_sectors CHECK (missing = '[]' OR sectors @> missing);
`;

const SECRETS = `
CREATE TABLE draw_secret (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  draw_id uuid NOT NULL,
  sector_id uuid NOT NULL,
  person_id uuid NOT NULL,
  digest text NOT NULL CHECK (length(digest) = 44),
  committed_at timestamptz NOT NULL,
  secret text CHECK (length(secret) = 44),
  revealed_at timestamptz,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, draw_id) REFERENCES draw (coalition_id, id),
  FOREIGN KEY (coalition_id, sector_id) REFERENCES sector (coalition_id, id),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT draw_secret_of_sector UNIQUE (coalition_id, draw_id, sector_id),
  CONSTRAINT draw_secret_of_person UNIQUE (coalition_id, draw_id, person_id),
  CONSTRAINT draw_secret_revealed_once CHECK (
    version <= 2 AND (version = 2) = (secret IS NOT NULL) AND (secret IS NULL) = (revealed_at IS NULL)
  ),
  CONSTRAINT draw_secret_opens CHECK (secret IS NULL OR digest = encode(
    sha256(convert_to(draw_id::text || sector_id::text, 'UTF8') || decode(secret, 'base64')), 'base64'
  ))
);
SELECT record_keep('draw_secret');
`;

const PLACES = `
CREATE TABLE pool_place (
  coalition_id uuid NOT NULL,
  leaf text NOT NULL CHECK (length(leaf) = 64),
  person_id uuid NOT NULL,
  salt text NOT NULL CHECK (length(salt) = 44),
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, leaf),
  FOREIGN KEY (coalition_id, person_id) REFERENCES person (coalition_id, id),
  CONSTRAINT pool_place_once UNIQUE (coalition_id, entry_stream, person_id),
  CONSTRAINT pool_place_opens CHECK (leaf = encode(sha256(
    convert_to('quorate/pool-leaf/v1', 'UTF8') || '\\x00'::bytea || decode(salt, 'base64') || convert_to(person_id::text, 'UTF8')
  ), 'hex'))
);
SELECT record_keep_line('pool_place');
`;
