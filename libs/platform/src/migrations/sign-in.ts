import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts and the ways to prove that one is its holder. A secret is stored as its SHA-256 hash only.
 *
 * These rows belong to the server, not to a coalition: they are no state of the record and carry no entry.
 * `account_person` alone says which person of which coalition an account speaks for.
 */
export class CreateSignIn1795435210000 implements MigrationInterface {
  name = 'CreateSignIn1795435210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE sign_in_attempt, access_token, session, sign_in_link, account_person, account',
    );
  }
}

const TABLES = `
CREATE TABLE account (
  id uuid PRIMARY KEY,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254 AND email !~ '[[:cntrl:][:space:]]'),
  locale text NOT NULL DEFAULT 'en',
  zone text NOT NULL DEFAULT 'UTC',
  is_founder boolean NOT NULL DEFAULT false,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX account_email ON account (lower(email));

CREATE TABLE account_person (
  coalition_id uuid NOT NULL,
  person_id uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  PRIMARY KEY (coalition_id, person_id),
  UNIQUE (coalition_id, account_id)
);
CREATE INDEX account_person_account ON account_person (account_id);

CREATE TABLE sign_in_link (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  account_id uuid NOT NULL REFERENCES account,
  browser_hash bytea CHECK (octet_length(browser_hash) = 32),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX sign_in_link_account ON sign_in_link (account_id);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  account_id uuid NOT NULL REFERENCES account,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE access_token (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  account_id uuid NOT NULL REFERENCES account,
  prefix text NOT NULL,
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  scopes text[] NOT NULL CHECK (scopes <@ ARRAY['READ', 'ACT'] AND 'READ' = ANY (scopes)),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX access_token_account ON access_token (account_id, created_at DESC, id DESC);

CREATE TABLE sign_in_attempt (
  key bytea PRIMARY KEY,
  at timestamptz[] NOT NULL,
  forget_at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempt_forget ON sign_in_attempt (forget_at);
`;
