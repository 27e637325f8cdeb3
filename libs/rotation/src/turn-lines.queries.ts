import type { Act, Appended } from '#record';
import { RotationRow, TurnLineRow } from './rotation.entity.js';
import type { Rotation, Turn } from './turn.types.js';

/** Lines of one statement. */
const LINES_A_STATEMENT = 500;

/** A turn's next line: what changes of it, and nothing else. */
export function nextLine(turn: Turn, change: Partial<Turn>, now: Date): Turn {
  return { ...turn, ...change, version: turn.version + 1, changedAt: now };
}

/** Brings a rotation to the version of its new entry, and writes the lines that the entry tells of. */
export async function writeLines(
  act: Act,
  entry: Appended,
  { turns, change = {} }: { readonly turns: readonly Turn[]; readonly change?: Partial<Rotation> },
): Promise<void> {
  const key = { coalitionId: act.coalitionId, id: entry.stream as Rotation['id'] };
  await act.db.update(RotationRow, key, { ...change, version: entry.version });
  await insertLines(act, entry, turns);
}

/** Writes the lines that an entry tells of. */
export async function insertLines(act: Act, entry: Appended, turns: readonly Turn[]): Promise<void> {
  for (let from = 0; from < turns.length; from += LINES_A_STATEMENT) {
    const lines = turns.slice(from, from + LINES_A_STATEMENT).map(({ version, ...turn }) => ({
      ...turn,
      away: [...turn.away],
      number: version,
      entryStream: entry.stream,
      entryVersion: entry.version,
    }));
    await act.db.insert(TurnLineRow, lines);
  }
}
