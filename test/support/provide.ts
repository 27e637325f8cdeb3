import type { Clause } from '#assembly';

/** A clause on one of the topics of provisions. */
export type ProvisionClause = Extract<Clause, { readonly parameters: unknown }>;

type Said = string | number;

/**
 * A clause of a charter under test: where its words stand, the words, and what they say. A parameter that is given
 * as a list has several readings.
 */
export function provide(
  topic: ProvisionClause['topic'],
  section: string,
  text: string,
  says: Readonly<Record<string, Said | readonly Said[]>>,
  precedence = 1,
): ProvisionClause {
  const parameters = Object.entries(says).map(([name, said]) => ({
    name,
    readings: (Array.isArray(said) ? said : [said]).map(String),
  }));
  return { topic, precedence, source: { section, text, lang: 'en' }, parameters };
}
