import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { loadBody, PEOPLE, SECTORS, type Person, type Sector } from '#assembly';
import { lookupText, type CoalitionId, type PersonId, type SectorId } from '#kernel';
import { becomeRole, CONFIG, hashSecret, newSecret, notFound, type Config } from '#platform';
import { PrivateReading } from '#record';
import { DataSource } from 'typeorm';
import type { CalendarFeedId, FeedScope, OpenedFeed } from './calendar-feed.types.js';
import { writeCalendar, type CalendarTurn } from './calendar.js';
import { explainTurn, type Telling } from './explanation.rules.js';
import { localDay } from './local-time.js';
import { TURNS } from './rotation.queries.js';
import { wordsFor } from './turn-words.js';
import type { TurnWords } from './turn-words/words.js';
import type { Rotation, Turn } from './turn.types.js';

/** Turns that a feed holds at most, the latest first. */
const LONGEST_FEED = 1000;

const COLUMNS = `coalition_id AS "coalitionId", id, person_id AS "personId", body_id AS "bodyId", role,
  own_turns AS "ownTurns", opened_at AS "openedAt", revoked_at AS "revokedAt"`;

const TURNS_OF_FEED = `
SELECT ${TURNS.select}, rotation.role, rotation.zone FROM turn
JOIN rotation ON rotation.coalition_id = turn.coalition_id AND rotation.id = turn.rotation_id
WHERE turn.coalition_id = $1 AND ($2::uuid IS NULL OR rotation.body_id = $2) AND ($3::text IS NULL OR rotation.role = $3)
  AND ($4::uuid IS NULL OR EXISTS (
    SELECT FROM turn_line line
    WHERE line.coalition_id = turn.coalition_id AND line.id = turn.id AND line.person_id = $4))
ORDER BY turn.begins_at DESC, turn.id LIMIT ${LONGEST_FEED}
`;

type FeedTurn = Turn & Pick<Rotation, 'role' | 'zone'>;

/**
 * Calendar feeds: secret addresses of a person's own, as access tokens are. Opening one is no act on the coalition
 * and leaves no entry.
 */
@Injectable()
export class CalendarFeeds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly privacy: PrivateReading,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opens a feed and tells its address this once. Throws NOT_FOUND for an absent body. */
  async open(
    { coalitionId, personId }: Pick<OpenedFeed, 'coalitionId' | 'personId'>,
    { bodyId, role, ownTurns }: FeedScope,
  ): Promise<{ readonly feed: OpenedFeed; readonly url: string }> {
    if (bodyId && !(await loadBody(this.dataSource.manager, coalitionId, bodyId))) throw notFound();
    const secret = newSecret();
    const [feed] = await this.#write(
      coalitionId,
      `INSERT INTO calendar_feed (coalition_id, id, person_id, body_id, role, own_turns, secret_hash, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, quorate_now()) RETURNING ${COLUMNS}`,
      [coalitionId, randomUUID(), personId, bodyId, role, ownTurns, hashSecret(secret)],
    );
    if (!feed) throw new Error('A feed was written and is not there.');
    return { feed, url: `${this.config.origin}/calendar/${secret}.ics` };
  }

  /** Ends a feed of the caller at once. Ending it again changes nothing. Throws NOT_FOUND for anybody else's. */
  async revoke(coalitionId: CoalitionId, personId: PersonId, id: CalendarFeedId): Promise<OpenedFeed> {
    const [feed] = await this.#write(
      coalitionId,
      `WITH revoked AS (
         UPDATE calendar_feed SET revoked_at = coalesce(revoked_at, quorate_now())
         WHERE coalition_id = $1 AND id = $2 AND person_id = $3 RETURNING *
       ) SELECT ${COLUMNS} FROM revoked`,
      [coalitionId, id, personId],
    );
    if (!feed) throw notFound();
    return feed;
  }

  /** The feeds of a person, the newest first. */
  list(coalitionId: CoalitionId, personId: PersonId): Promise<OpenedFeed[]> {
    return this.dataSource.query(
      `SELECT ${COLUMNS} FROM calendar_feed WHERE coalition_id = $1 AND person_id = $2
       ORDER BY opened_at DESC, id LIMIT 100`,
      [coalitionId, personId],
    );
  }

  /**
   * The feed behind a secret address as iCalendar text; null when there is none, or it was revoked.
   *
   * @param languages those in which its turns are to be explained, the best first
   */
  async calendar(secret: string, languages: readonly string[] = []): Promise<string | null> {
    const [feed] = await this.dataSource.query<OpenedFeed[]>(
      `SELECT ${COLUMNS} FROM calendar_feed WHERE secret_hash = $1 AND revoked_at IS NULL`,
      [hashSecret(secret)],
    );
    if (!feed) return null;
    const { coalitionId, bodyId, role, ownTurns, personId } = feed;
    const turns = await this.dataSource.query<FeedTurn[]>(TURNS_OF_FEED, [
      coalitionId,
      bodyId,
      role,
      ownTurns ? personId : null,
    ]);
    const words = wordsFor(languages);
    const telling = await this.#telling(feed, turns, languages);
    const host = new URL(this.config.origin).host;
    return writeCalendar({
      name: role ? `${words.turns}: ${words.roles[role]}` : words.turns,
      turns: turns.map((turn) => eventOf(turn, { feed, telling, words, host })),
    });
  }

  /** Whoever has the address may read it, so it tells no more than an observer sees. */
  async #telling(
    { coalitionId, personId, ownTurns }: OpenedFeed,
    turns: readonly Turn[],
    languages: readonly string[],
  ): Promise<Telling> {
    const people = turns.flatMap((turn) => [turn.personId, turn.reason.before]).filter((id) => id !== null);
    const sectors = turns
      .flatMap((turn) => [turn.sectorId, ...turn.reason.passedOver])
      .filter((id) => id !== null);
    const byId = (of: { name: string; select: string }) =>
      `SELECT ${of.select} FROM ${of.name} WHERE coalition_id = $1 AND id = ANY($2::uuid[])`;
    const named = await this.dataSource.query<Person[]>(byId(PEOPLE), [coalitionId, people]);
    const found = await this.dataSource.query<Sector[]>(byId(SECTORS), [coalitionId, sectors]);
    const names = new Map(named.map(({ id, name }) => [id, this.privacy.open(name)]));
    const sectorNames = new Map<SectorId, string | undefined>(
      found.map(({ id, name }) => [id, lookupText(name, languages)?.text]),
    );
    return {
      reader: ownTurns ? personId : null,
      isMember: false,
      person: (id) => names.get(id) ?? null,
      sector: (id) => sectorNames.get(id) ?? id,
    };
  }

  /** Writes to the table within the walls of one coalition. */
  #write(coalitionId: CoalitionId, sql: string, parameters: readonly unknown[]): Promise<OpenedFeed[]> {
    return this.dataSource.transaction(async (db) => {
      await becomeRole(db, 'quorate_app', coalitionId);
      return db.query<OpenedFeed[]>(sql, [...parameters]);
    });
  }
}

function eventOf(
  turn: FeedTurn,
  { feed, telling, words, host }: { feed: OpenedFeed; telling: Telling; words: TurnWords; host: string },
): CalendarTurn {
  const { id, version, changedAt, beginsAt, endsAt, zone, personId, sectorId, reason, cause, role } = turn;
  const isGone = feed.ownTurns && personId !== feed.personId;
  const told = {
    role,
    from: localDay(beginsAt, zone),
    until: localDay(endsAt, zone),
    holder: personId,
    sectorId,
    reason: { ...reason, away: [] },
    cause,
  };
  return {
    // In the feed of a person a turn that has left them is cancelled, and in that of the body it goes on: two events.
    uid: feed.ownTurns ? `${id}.${feed.personId}@${host}` : `${id}@${host}`,
    sequence: version - 1,
    changedAt,
    beginsAt,
    endsAt,
    zone,
    summary: `${words.roles[role]}: ${personId ? (telling.person(personId) ?? words.former) : words.nobodyYet}`,
    description: explainTurn(told, telling, words)
      .map(({ text }) => text)
      .join('\n'),
    status:
      isGone || turn.state === 'MISSED' ? 'CANCELLED' : turn.state === 'PLANNED' ? 'TENTATIVE' : 'CONFIRMED',
  };
}
