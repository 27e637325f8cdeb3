import type { CoalitionId } from '#kernel';
import type { DataSource } from 'typeorm';
import { asSequencer } from './as-sequencer.js';

/** Seconds after which a server that asks the witnesses of a log is taken for dead. */
const TURN = 30;

/**
 * Takes the turn to ask the witnesses of a log; false while another server has it. It is a row and no lock, which
 * would hold a connection for as long as the slowest witness takes.
 */
export async function takeTurn(dataSource: DataSource, coalitionId: CoalitionId): Promise<boolean> {
  const taken = await asSequencer<unknown[]>(dataSource, coalitionId, (db) =>
    db.query(
      `INSERT INTO record_witness_turn AS turn (coalition_id, ends_at)
     VALUES ($1, clock_timestamp() + $2 * interval '1 second')
     ON CONFLICT (coalition_id) DO UPDATE SET ends_at = excluded.ends_at WHERE turn.ends_at < clock_timestamp()
     RETURNING coalition_id`,
      [coalitionId, TURN],
    ),
  );
  return taken.length > 0;
}

/** Ends the turn, so that the next server need not wait. */
export async function endTurn(dataSource: DataSource, coalitionId: CoalitionId): Promise<void> {
  await asSequencer(dataSource, coalitionId, (db) =>
    db.query('UPDATE record_witness_turn SET ends_at = clock_timestamp() WHERE coalition_id = $1', [
      coalitionId,
    ]),
  );
}
