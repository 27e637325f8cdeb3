import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseOptions, startEmbedded } from '#platform';
import { DataSource } from 'typeorm';
import { KillablePostgres } from './killable-postgres.js';
import { startServerProcess, type ServerProcess } from './server-process.js';

/** What is killed: the server, all processes of PostgreSQL while the server lives on, or both at once. */
export const FAULTS = ['server', 'database', 'both'] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Milliseconds that everything may take to work again after a fault. */
const PATIENCE = 30_000;
/** Milliseconds that a server is left without its database, from and to. */
const OUTAGE = [0, 400] as const;

/** A server and its embedded PostgreSQL, each in processes of its own, that can be killed and that recover. */
export class FaultWorld {
  /** How often each thing was killed. */
  readonly killed: Record<FaultKind, number> = { server: 0, database: 0, both: 0 };

  private constructor(
    private readonly settings: Readonly<Record<string, string | undefined>>,
    private readonly cluster: string,
    private readonly postgres: KillablePostgres,
    private server: ServerProcess,
  ) {}

  /** @param settings environment of the server; `QUORATE_DATA` is the folder of its cluster */
  static async start(settings: Readonly<Record<string, string>>): Promise<FaultWorld> {
    const environment = { ...settings, DATABASE_URL: undefined };
    const server = await startServerProcess(environment);
    const cluster = path.join(settings.QUORATE_DATA ?? '', 'postgres');
    const { data } = await startEmbedded(cluster);
    return new FaultWorld(environment, cluster, new KillablePostgres(data), server);
  }

  get url(): string {
    return this.server.url;
  }

  /** Kills something, lets it start again, and waits until the server calls itself ready. */
  async fail(kind: FaultKind): Promise<void> {
    const killed = [
      ...(kind === 'database' ? [] : [this.server.kill()]),
      ...(kind === 'server' ? [] : [this.postgres.kill()]),
    ];
    await Promise.all(killed);
    this.killed[kind] += 1;
    await pause(randomInt(...OUTAGE));
    // A server that starts brings its PostgreSQL with it; one that lived on expects it at the same address.
    if (kind === 'database') await this.postgres.start();
    else this.server = await startServerProcess(this.settings);
    await this.ready();
  }

  /** A connection to the database as it runs now. */
  async openDatabase(): Promise<DataSource> {
    const running = await startEmbedded(this.cluster);
    return new DataSource(databaseOptions(running.url(), { entities: [], migrations: [] })).initialize();
  }

  /** Stops the server with its database, and returns the server's exit code. */
  stop(): Promise<number | null> {
    return this.server.stop();
  }

  private async ready(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    while (performance.now() < deadline) {
      if (await this.isReady()) return;
      if (this.server.hasEnded()) throw new Error(`The server ended by itself: ${this.lastWords()}`);
      await pause(25);
    }
    throw new Error(`The server did not become ready again: ${this.lastWords()}`);
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false; // a connection that was kept alive to the server that was killed
    }
  }

  private lastWords(): string {
    return this.server.output().slice(-4_000);
  }
}
