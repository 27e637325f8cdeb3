import pg from 'pg';
import { CLIENT_NAME } from './client-name.js';

/** What a subscriber to a channel is told. */
export interface ChannelSubscriber {
  /** A notification arrived, with its payload. */
  heard(payload: string): void;
  /** The connection stands, for the first time or again: what was said meanwhile is lost, so look for yourself. */
  connected(): void;
}

/** Milliseconds between attempts to connect again: doubled from the first to the last. */
export interface Backoff {
  readonly first: number;
  readonly last: number;
}

/**
 * Hears PostgreSQL's NOTIFY on one connection of its own, and connects again when it is lost.
 *
 * Notifications only wake: they may be lost with the connection, which is why every subscriber is told when
 * it stands again.
 */
export class NotificationListener {
  readonly #url: string;
  readonly #backoff: Backoff;
  readonly #report: (error: unknown) => void;
  readonly #subscribers = new Map<string, Set<ChannelSubscriber>>();
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #delay: number;
  #stopped = true;

  /**
   * @param url the database to listen to, past any pooler
   * @param report is told of every lost connection and failed attempt
   */
  constructor(url: string, report: (error: unknown) => void, backoff: Backoff = { first: 100, last: 5_000 }) {
    this.#url = url;
    this.#report = report;
    this.#backoff = backoff;
    this.#delay = backoff.first;
  }

  /** Subscribes to a channel; the returned function ends the subscription. */
  async subscribe(channel: string, subscriber: ChannelSubscriber): Promise<() => void> {
    const others = this.#subscribers.get(channel) ?? new Set();
    const isFirst = others.size === 0;
    this.#subscribers.set(channel, others.add(subscriber));
    if (this.#client !== null) {
      if (isFirst) await this.#listen(this.#client, channel);
      subscriber.connected();
    }
    return () => others.delete(subscriber);
  }

  /** Connects and begins to hear; a database that is down is tried again, not reported as a failure. */
  async start(): Promise<void> {
    this.#stopped = false;
    await this.#connect();
  }

  /** Closes the connection and tells nobody anything any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: CLIENT_NAME,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client, new Error('The listening connection ended.')));
    client.on('notification', ({ channel, payload = '' }) => {
      for (const subscriber of this.#subscribers.get(channel) ?? []) subscriber.heard(payload);
    });
    try {
      await client.connect();
      for (const channel of this.#subscribers.keys()) await this.#listen(client, channel);
    } catch (error) {
      client.removeAllListeners('end');
      client.end().catch(this.#report);
      this.#report(error);
      this.#tryLater();
      return;
    }
    if (this.#isStopped()) {
      client.removeAllListeners('end');
      await client.end();
      return;
    }
    this.#client = client;
    this.#delay = this.#backoff.first;
    for (const subscriber of [...this.#subscribers.values()].flatMap((set) => [...set]))
      subscriber.connected();
  }

  /** `stop` may have been called while a connection was being made. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.end().catch(this.#report);
    this.#report(error);
    this.#tryLater();
  }

  #tryLater(): void {
    if (this.#stopped) return;
    this.#retry = setTimeout(() => void this.#connect().catch(this.#report), this.#delay);
    this.#retry.unref();
    this.#delay = Math.min(this.#delay * 2, this.#backoff.last);
  }

  async #listen(client: pg.Client, channel: string): Promise<void> {
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  }
}
