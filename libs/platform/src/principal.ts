import type { AccountId, CoalitionId, PersonId } from '#kernel';

/** Who calls. Resolved once per request, before GraphQL runs; what a person may do to a subject is asked in the act. */
export interface Principal {
  /** The account that signed in; null for an anonymous caller. */
  readonly accountId: AccountId | null;
  /** Which person the account is in each coalition. */
  readonly persons: ReadonlyMap<CoalitionId, PersonId>;
  /** True for an account that may found a coalition on this server. */
  readonly isFounder: boolean;
  /** True for a credential that may look but not act. */
  readonly readOnly: boolean;
  /** How the caller proved who they are. */
  readonly via: 'anonymous' | 'session' | 'token';
  /** The session or token that was shown, for the log and for revocation; null for an anonymous caller. */
  readonly credentialId: string | null;
}

/** The caller who has shown no credential. */
export const ANONYMOUS: Principal = {
  accountId: null,
  persons: new Map(),
  isFounder: false,
  readOnly: false,
  via: 'anonymous',
  credentialId: null,
};

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal;
  }
}
