import type { MultilingualText } from '#kernel';
import type { Clause, Topic } from './charter.types.js';

/** A charter as it would become: what is proposed, voted on and adopted, word for word. */
export type CharterAmendment = {
  /** Digest of the charter version that it changes: the last one that the body has adopted. */
  readonly amends: string;
  /** All clauses, those that stay as they are too. */
  readonly clauses: readonly Clause[];
  /** From when on it is in force, in UTC with milliseconds; null: from the decision on. */
  readonly beginsAt: string | null;
  /** What holds on the way from the old version to the new one; null where there is nothing to say. */
  readonly transitional: MultilingualText | null;
};

/** A change of a charter as somebody asks for it: what changes, not yet what the whole would be. */
export interface AskedAmendment {
  readonly amends: string;
  /** They replace all that stands on their topics. */
  readonly clauses: readonly Clause[];
  /** Topics on which the charter is to fall silent. */
  readonly dropsTopics: readonly Topic[];
  readonly beginsAt: Date | null;
  readonly transitional: MultilingualText | null;
}

/** What an amendment changes about one topic: the clauses on it before and after. */
export interface TopicChange {
  readonly topic: Topic;
  readonly before: readonly Clause[];
  readonly after: readonly Clause[];
}
