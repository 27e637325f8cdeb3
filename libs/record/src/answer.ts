import { isRefusal, type Refusal } from '#kernel';
import type { GraphqlContext, Reading, RowKey, Table } from '#platform';
import type { JsonObject } from '#transparency';
import type { Acted } from './act.js';
import { receiptOf, type ReceiptRow } from './receipt.graphql.js';

/** What of an act its payload shows: under which name, read from where, with the id that the act told. */
export interface Shown<Result extends JsonObject, Row extends RowKey> {
  readonly noun: string;
  readonly of: Table<Row>;
  readonly id: (result: Result) => Row['id'];
}

/** The payload of an act: what it changed, under its name, and the receipt; a refusal stays itself. */
export async function answer<Result extends JsonObject, Row extends RowKey>(
  { reading, context }: { readonly reading: Reading; readonly context: GraphqlContext },
  acted: Acted<Result> | Refusal,
  { noun, of, id }: Shown<Result, Row>,
): Promise<Refusal | Readonly<Record<string, Row | ReceiptRow | null>>> {
  if (isRefusal(acted)) return acted;
  const { coalitionId, result } = acted;
  const row = await reading.row(context, of, { coalitionId, id: id(result) });
  return { [noun]: row, receipt: receiptOf(acted) };
}
