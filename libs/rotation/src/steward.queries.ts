import { loadPerson } from '#assembly';
import { refuse, type Refusal } from '#kernel';
import type { Act } from '#record';

/** Refuses whoever acts and is no steward of the coalition now, with what they are to do instead. */
export async function refuseUnlessSteward(act: Act, because: string): Promise<Refusal | null> {
  const person = act.personId && (await loadPerson(act.db, act.coalitionId, act.personId));
  return person?.steward ? null : refuse('NOT_A_STEWARD', because);
}
