import path from 'node:path';
import { OperatorProblem } from './operator-problem.js';

/** What the operator decides; read once, from the environment, by `readConfig`. */
export interface Config {
  /** Address that the server listens on. */
  readonly host: string;
  /** Port that the server listens on; 0 lets the system choose one. */
  readonly port: number;
  /** PostgreSQL to use, or null for the embedded one in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Connections that one process holds at most. */
  readonly databasePool: number;
  /** Folder of the embedded database, the log keys and the second store of checkpoints; absolute. */
  readonly dataDir: string;
  /** Public address of this server: scheme, host and port, no path. */
  readonly origin: string;
  readonly production: boolean;
  /** True where an empty server is filled with the demonstration coalition; never unasked with an external database. */
  readonly demo: boolean;
  /** Mail server to hand messages to, or null where messages are only written to the log. */
  readonly smtpUrl: string | null;
  /** Sender of every message. */
  readonly mailFrom: string;
  /** Addresses or networks of the proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Milliseconds between two checkpoints of a record that has new entries. */
  readonly checkpointIntervalMs: number;
  /** Program that holds the keys of the logs and signs by them, or null where they lie in files. */
  readonly signCommand: string | null;
  /** File that names the witnesses of the logs and their quorum (C2SP tlog-policy), or null where nobody watches them. */
  readonly witnessPolicyFile: string | null;
  /** Folder of the keys that wrap the keys of what may have to be erased; absolute, outside the database's reach. */
  readonly wrappingKeysDir: string;
  /** Days after which no backup is kept any more: replaced wrapping keys are destroyed then. */
  readonly backupDays: number;
}

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** A setting cannot be used; the message is one sentence that names it and says what it takes. */
export class ConfigError extends OperatorProblem {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of this process.
 *
 * @param env usually `process.env`; an empty value counts as absent
 * @throws ConfigError naming the first setting that cannot be used
 */
export function readConfig(env: Environment): Config {
  const port = wholeNumber(env, 'PORT', { otherwise: 4000, least: 0, most: 65_535 });
  const databaseUrl = address(env, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  const origin = webOrigin(env, `http://localhost:${port}`);
  const dataDir = path.resolve(text(env, 'QUORATE_DATA') ?? '.quorate');
  return {
    host: text(env, 'HOST') ?? 'localhost',
    port,
    databaseUrl,
    databasePool: wholeNumber(env, 'QUORATE_DATABASE_POOL', { otherwise: 10, least: 2, most: 1000 }),
    dataDir,
    origin,
    production: text(env, 'NODE_ENV') === 'production',
    demo: onOrOff(env, 'QUORATE_DEMO', databaseUrl === null),
    smtpUrl: address(env, 'SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: mailbox(env, `quorate@${new URL(origin).hostname}`),
    trustedProxies: list(env, 'QUORATE_TRUSTED_PROXIES'),
    checkpointIntervalMs: wholeNumber(env, 'QUORATE_CHECKPOINT_INTERVAL_MS', {
      otherwise: 200,
      least: 10,
      most: 60_000,
    }),
    signCommand: text(env, 'QUORATE_SIGN_COMMAND'),
    witnessPolicyFile: text(env, 'QUORATE_WITNESS_POLICY'),
    wrappingKeysDir: path.resolve(text(env, 'QUORATE_WRAPPING_KEYS') ?? path.join(dataDir, 'wrapping-keys')),
    backupDays: wholeNumber(env, 'QUORATE_BACKUP_DAYS', { otherwise: 35, least: 1, most: 3650 }),
  };
}

function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

function wholeNumber(
  env: Environment,
  name: string,
  { otherwise, least, most }: { otherwise: number; least: number; most: number },
): number {
  const value = text(env, name);
  if (value === null) return otherwise;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${value}".`);
}

function onOrOff(env: Environment, name: string, otherwise: boolean): boolean {
  const value = text(env, name);
  if (value === null) return otherwise;
  if (value === 'on' || value === 'off') return value === 'on';
  throw new ConfigError(`${name} must be "on" or "off", not "${value}".`);
}

/** A URL of one of the given schemes. It may hold a password, so the sentence does not repeat it. */
function address(env: Environment, name: string, schemes: readonly string[]): string | null {
  const value = text(env, name);
  if (value === null) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && schemes.includes(url.protocol)) return value;
  throw new ConfigError(
    `${name} must be a URL that begins with ${schemes.map((s) => `${s}//`).join(' or ')}.`,
  );
}

function webOrigin(env: Environment, otherwise: string): string {
  const value = text(env, 'QUORATE_ORIGIN') ?? otherwise;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.pathname === '/' &&
    url.search + url.hash + url.username === '';
  if (isOrigin) return url.origin;
  throw new ConfigError(
    `QUORATE_ORIGIN must be a web address without a path, like https://quorate.example.org, not "${value}".`,
  );
}

function mailbox(env: Environment, otherwise: string): string {
  const value = text(env, 'MAIL_FROM') ?? otherwise;
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(value) || /^[^\r\n<>]+ <[^\s@<>]+@[^\s@<>]+>$/.test(value)) return value;
  throw new ConfigError(`MAIL_FROM must be a mail address like quorate@example.org, not "${value}".`);
}

function list(env: Environment, name: string): string[] {
  return (text(env, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
