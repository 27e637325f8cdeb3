import fc from 'fast-check';
import { Fault } from '../fault.js';
import { Keyset } from './keyset.js';

interface Row {
  readonly at: Date;
  readonly rank: number;
  readonly total: string;
  readonly name: string;
  readonly id: string;
}

const byTime = new Keyset<Row>([
  { sql: 'a.at', property: 'at', type: 'timestamptz', descending: true },
  { sql: 'a.id', property: 'id', type: 'uuid' },
]);
const row: Row = {
  at: new Date('2026-03-01T12:00:00.123Z'),
  rank: 3,
  total: '12345678901234567',
  name: 'x',
  id: '01890000-0000-7000-8000-000000000001',
};
const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('a keyset', () => {
  it('begins a list at its beginning', () => {
    expect(byTime.sql({})).toEqual({
      where: 'TRUE',
      orderBy: 'ORDER BY a.at DESC, a.id ASC',
      limit: 'LIMIT $1::bigint',
      parameters: [21],
    });
  });

  it('goes on behind a row, each column in its own direction', () => {
    const { where, orderBy, limit, parameters } = byTime.sql({ first: 5, after: byTime.cursor(row) }, 3);
    expect(where).toBe(
      '(a.at <= $3::timestamptz AND ((a.at < $3::timestamptz) OR (a.at = $3::timestamptz AND a.id > $4::uuid)))',
    );
    expect(orderBy).toBe('ORDER BY a.at DESC, a.id ASC');
    expect([limit, parameters]).toEqual(['LIMIT $5::bigint', ['2026-03-01T12:00:00.123Z', row.id, 6]]);
  });

  it('reads backwards from the end, and before a row', () => {
    const { where, orderBy } = byTime.sql({ last: 5, before: byTime.cursor(row) });
    expect(where).toBe(
      '(a.at >= $1::timestamptz AND ((a.at > $1::timestamptz) OR (a.at = $1::timestamptz AND a.id < $2::uuid)))',
    );
    expect(orderBy).toBe('ORDER BY a.at ASC, a.id DESC');
  });

  it('has a cursor for every type of key', () => {
    const all = new Keyset<Row>([
      { sql: 'rank', property: 'rank', type: 'integer' },
      { sql: 'total', property: 'total', type: 'bigint' },
      { sql: 'name', property: 'name', type: 'text' },
      { sql: 'id', property: 'id', type: 'uuid' },
    ]);
    expect(all.sql({ after: all.cursor(row) }).parameters.slice(0, -1)).toEqual([3, row.total, 'x', row.id]);
  });

  it.each([
    ['no JSON', 'x'],
    ['no list', cursorOf({ 0: row.at, 1: row.id })],
    ['too few keys', cursorOf([row.at])],
    ['too many keys', cursorOf([row.at, row.id, 1])],
    ['a key of another type', cursorOf([1, row.id])],
    ['an instant that is none', cursorOf(['2026-13-01T00:00:00.000Z', row.id])],
    ['SQL', cursorOf(["'; DROP TABLE box; --", row.id])],
    ['null', cursorOf([null, row.id])],
    ['a long text', 'A'.repeat(2001)],
  ])('refuses a cursor with %s', (_what, after) => {
    expect(() => byTime.sql({ after })).toThrow(Fault);
  });

  it('never throws anything but a fault at a cursor, and never puts one into the SQL', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (after) => {
          try {
            expect(byTime.sql({ after }).where).not.toContain(after.length > 3 ? after : '\0');
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
          }
        },
      ),
    );
  });

  it('counts only where the count is wanted', async () => {
    let counted = 0;
    const count = () => Promise.resolve((counted += 1));
    const page = byTime.page([row], {}, count);
    expect([page.nodes.length, counted]).toEqual([1, 0]);
    expect(await page.totalCount).toBe(1);
    expect(await byTime.page([row], {}).totalCount).toBeNull();
  });
});
