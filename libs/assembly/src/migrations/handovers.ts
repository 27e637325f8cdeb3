import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What whoever leaves a seat hands over: one checklist a mandate, and for each item who gave and who received it, once
 * each. Their notes are sealed.
 */
export class KeepHandovers1795441600000 implements MigrationInterface {
  name = 'KeepHandovers1795441600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(WALLS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}

const TABLES = `
CREATE TABLE handover (
  coalition_id uuid NOT NULL REFERENCES coalition,
  id uuid NOT NULL,
  version integer NOT NULL,
  body_id uuid NOT NULL,
  seat_id uuid NOT NULL,
  mandate_id uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  items jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  questions jsonb NOT NULL,
  PRIMARY KEY (coalition_id, id),
  FOREIGN KEY (coalition_id, body_id) REFERENCES body (coalition_id, id),
  FOREIGN KEY (coalition_id, seat_id) REFERENCES seat (coalition_id, id),
  FOREIGN KEY (coalition_id, mandate_id) REFERENCES mandate (coalition_id, id),
  CONSTRAINT handover_once UNIQUE (coalition_id, mandate_id)
);
CREATE INDEX handover_of_body ON handover (coalition_id, body_id, opened_at, id);

CREATE TABLE handover_tick (
  coalition_id uuid NOT NULL,
  handover_id uuid NOT NULL,
  item integer NOT NULL CHECK (item >= 1),
  side text NOT NULL CHECK (side IN ('HANDED_OVER', 'RECEIVED')),
  mandate_id uuid CHECK (mandate_id IS NOT NULL OR side = 'RECEIVED'),
  done_at timestamptz NOT NULL,
  is_noted boolean NOT NULL,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, handover_id, item, side),
  FOREIGN KEY (coalition_id, handover_id) REFERENCES handover (coalition_id, id),
  FOREIGN KEY (coalition_id, mandate_id) REFERENCES mandate (coalition_id, id)
);
`;

const WALLS = `
SELECT record_keep('handover');
SELECT record_keep_line('handover_tick');
`;
