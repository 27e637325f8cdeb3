import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that bodies keep of their holders, by which those who began together are told apart. */
export class ListSeniority1796069000010 implements MigrationInterface {
  name = 'ListSeniority1796069000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE seniority_list (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  mandates uuid[] NOT NULL CHECK (cardinality(mandates) > 0),
  listed_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id)
);
CREATE INDEX seniority_list_of_body ON seniority_list (coalition_id, body_id, listed_at DESC, id DESC);
SELECT record_keep('seniority_list');
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
