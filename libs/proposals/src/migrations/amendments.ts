import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A proposal may amend the charter of its body. Of one body only one such proposal is at vote at a time. */
export class AmendByProposals1795436800010 implements MigrationInterface {
  name = 'AmendByProposals1795436800010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE proposal
  ADD COLUMN amends boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT proposal_amends_by_motion CHECK (kind = 'MOTION' OR NOT amends);
CREATE UNIQUE INDEX proposal_one_amendment_at_vote ON proposal (coalition_id, body_id)
  WHERE amends AND stage = 'AT_VOTE';
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
