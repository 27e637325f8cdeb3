/** The embedded PostgreSQL cannot run here; the message is one plain sentence for the operator. */
export class EmbeddedPostgresProblem extends Error {
  override readonly name = 'EmbeddedPostgresProblem';
}
