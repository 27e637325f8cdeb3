import { normalizeText, refuse, type Refusal } from '#kernel';

/** READ lets a token look; ACT lets it do what its account may do. */
export type AccessTokenScope = 'READ' | 'ACT';

/** What somebody wants a personal access token to be. */
export interface AccessTokenWish {
  readonly label: string;
  readonly scopes: readonly AccessTokenScope[];
  readonly expiresAt: Date;
}

export type AccessTokenRefusal = Refusal<'LABEL_NOT_USABLE' | 'EXPIRY_OUT_OF_RANGE' | 'TOO_MANY_TOKENS'>;

/** Tokens that one account may hold at a time. */
export const MOST_TOKENS = 20;
/** Days after which every token ends, so that a forgotten one does not stay open for ever. */
export const MOST_DAYS = 366;

const DAY = 24 * 60 * 60 * 1000;
const PREFIX = 'quorate_pat_';
const TOKEN = new RegExp(`^${PREFIX}([A-Za-z0-9_-]{43})$`);

/** The token that its holder sees once. Its fixed beginning lets scanners find a token that leaked. */
export function writeAccessToken(secret: string): string {
  return PREFIX + secret;
}

/** The secret in a token, or null when the text is no token. */
export function readAccessToken(token: string): string | null {
  return TOKEN.exec(token)?.[1] ?? null;
}

/** The beginning of a token by which its holder recognizes it; the rest of it stays 220 bits of chance. */
export function recognizable(token: string): string {
  return token.slice(0, PREFIX.length + 6);
}

/**
 * May this token be made? Every token may read.
 *
 * @param held how many tokens the account holds that are neither expired nor revoked
 * @returns the wish with a tidy label and its scopes once each, READ among them
 */
export function grantAccessToken(
  { label, scopes, expiresAt }: AccessTokenWish,
  held: number,
  now: Date,
): AccessTokenWish | AccessTokenRefusal {
  const tidy = normalizeText(label.trim());
  if (tidy === null || !/^\P{C}{1,100}$/u.test(tidy)) {
    return refuse('LABEL_NOT_USABLE', 'Give the token a label of 1 to 100 visible characters.');
  }
  if (expiresAt <= now || expiresAt.getTime() > now.getTime() + MOST_DAYS * DAY) {
    return refuse('EXPIRY_OUT_OF_RANGE', `A token ends in the future, and within ${MOST_DAYS} days.`);
  }
  if (held >= MOST_TOKENS) {
    return refuse('TOO_MANY_TOKENS', `An account holds at most ${MOST_TOKENS} tokens. Revoke one first.`);
  }
  return { label: tidy, scopes: scopes.includes('ACT') ? ['READ', 'ACT'] : ['READ'], expiresAt };
}
