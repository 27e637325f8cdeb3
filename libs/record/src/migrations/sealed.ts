import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Confidential matters: which sealed entry, under its own random id, is of which real subject. Nothing public leads
 * from here. `record_keep_sealed(table)` is to their state what `record_keep(table)` is to that of public matters.
 */
export class SealEntries1795436200040 implements MigrationInterface {
  name = 'SealEntries1795436200040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE record_sealed (
  coalition_id uuid NOT NULL,
  stream uuid NOT NULL,
  stream_version integer NOT NULL CHECK (stream_version >= 1),
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL CHECK (entry_version = 1),
  PRIMARY KEY (coalition_id, stream, stream_version),
  UNIQUE (coalition_id, entry_stream)
);
SELECT record_keep_line('record_sealed');

CREATE FUNCTION record_keep_sealed(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (coalition_id, id, version)
    REFERENCES record_sealed (coalition_id, stream, stream_version) DEFERRABLE INITIALLY DEFERRED',
    kept, kept::text || '_has_its_entry');
  EXECUTE format('CREATE TRIGGER record_version BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION record_step_version()', kept);
  EXECUTE format('CREATE TRIGGER record_sealed_table BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change()', kept);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_version', kept);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_sealed_table', kept);
END $$;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
