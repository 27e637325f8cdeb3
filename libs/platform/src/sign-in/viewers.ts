import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Fault } from '../fault.js';
import { globalId } from '../graphql/index.js';
import type { Principal } from '../principal.js';
import { Accounts, SEALED_ADDRESS } from './accounts.js';
import { Principals } from './principals.js';

interface Account {
  readonly email: string;
  readonly locale: string;
  readonly zone: string;
  /** The instant at which the credential ends at the latest. */
  readonly expiresAt: Date;
}

type AccountRow = Omit<Account, 'email'> & { readonly sealed: Buffer };

/** A caller, as they may see themselves; identifiers are the public ones. */
export interface ViewerView extends Account {
  readonly principal: Principal;
  readonly accountId: string;
  readonly isFounder: boolean;
  readonly isReadOnly: boolean;
  readonly via: 'SESSION' | 'TOKEN';
  readonly persons: readonly { readonly coalitionId: string; readonly personId: string }[];
}

/** What a caller may know of themselves. */
@Injectable()
export class Viewers {
  constructor(
    private readonly database: DataSource,
    private readonly principals: Principals,
    private readonly accounts: Accounts,
  ) {}

  /** The viewer behind a principal, by one SQL statement; null for an anonymous caller. */
  async of(principal: Principal): Promise<ViewerView | null> {
    const { accountId, credentialId, via } = principal;
    if (accountId === null || via === 'anonymous') return null;
    const [row] = await this.database.query<AccountRow[]>(VIEWER, [accountId, credentialId]);
    if (row === undefined) return null;
    const { sealed, ...account } = row;
    return {
      ...account,
      email: this.accounts.addressIn(sealed),
      principal,
      accountId: globalId('Account', accountId),
      isFounder: principal.isFounder,
      isReadOnly: principal.readOnly,
      via: via === 'session' ? 'SESSION' : 'TOKEN',
      persons: [...principal.persons].map(([coalitionId, personId]) => ({
        coalitionId: globalId('Coalition', coalitionId),
        personId: globalId('Person', coalitionId, personId),
      })),
    };
  }

  /**
   * The viewer of a session that has just begun.
   *
   * @throws Fault UNAUTHENTICATED when the session ended in the meantime
   */
  async ofSession(secret: string): Promise<ViewerView> {
    const principal = await this.principals.resolve({ session: secret, authorization: undefined });
    const viewer = principal && (await this.of(principal));
    if (viewer === null) throw new Fault('UNAUTHENTICATED', 'The session has ended already. Sign in again.');
    return viewer;
  }
}

const VIEWER = `
SELECT ${SEALED_ADDRESS} AS sealed, locale, zone, coalesce(session.expires_at, access_token.expires_at) AS "expiresAt"
FROM account
LEFT JOIN session ON session.id = $2 AND session.account_id = account.id
LEFT JOIN access_token ON access_token.id = $2 AND access_token.account_id = account.id
WHERE account.id = $1 AND coalesce(session.id, access_token.id) IS NOT NULL
`;
