/**
 * An expected "no", returned as data. The write path rolls everything back when an act returns one.
 *
 * `code` is stable and states the fact (`TERM_LIMIT_REACHED`); `because` says in one plain sentence what
 * happened and what to do next; `clause` names the charter clause or text that the "no" rests on, or null
 * where it rests on no text but on sense.
 */
export type Refusal<Code extends string = string, Facts extends object = object> = Facts & {
  readonly refused: true;
  readonly code: Code;
  readonly because: string;
  readonly clause: string | null;
};

/** Makes a refusal; `facts` are what the caller may want to compute with (a date, a count). */
export function refuse<const Code extends string, Facts extends object = object>(
  code: Code,
  because: string,
  { clause = null, ...facts }: { clause?: string | null } & Facts = {} as { clause?: string | null } & Facts,
): Refusal<Code, Omit<Facts, 'clause'>> {
  return { ...(facts as Omit<Facts, 'clause'>), refused: true, code, because, clause };
}

/** One refusal that says all of these; a single one stays itself. */
export function refuseAll(refusals: readonly [Refusal, ...Refusal[]]): Refusal {
  if (refusals.length === 1) return refusals[0];
  return refuse('SEVERAL_REFUSALS', refusals.map(({ because }) => because).join(' '), { refusals });
}

/** Tells a refusal from whatever else a rule may return. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && value.refused === true;
}
