import { ofClass, type Provision, type Provisions } from './provision.rules.js';
import { underEveryReading, type Decided, type Rulings } from './reading.rules.js';

/** The clause by which holders of seats of these classes are removed, under every reading; null where there is none. */
export function removalOf(
  provisions: Provisions | null,
  rulings: Rulings,
  classes: readonly string[],
): Decided<Provision<'REMOVAL'> | null> {
  return underEveryReading(
    rulings,
    (read) => {
      const all = provisions?.on('REMOVAL', read) ?? [];
      return (
        all.find((clause) => classes.every((seatClass) => ofClass([clause], seatClass).length > 0)) ?? null
      );
    },
    (a, b) => a === b,
  );
}
