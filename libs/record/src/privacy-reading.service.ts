import { Injectable } from '@nestjs/common';
import type { CoalitionId, Erasure, Sealed } from '#kernel';
import { inOrderOf, loader, Vault, type GraphqlContext } from '#platform';
import type { JsonValue } from '#transparency';
import { DataSource } from 'typeorm';
import { openValue, unpackValue, type ValuePlace } from './privacy-values.js';

/** A committed value as a statement has read it, the wrapped key of its subject before it. */
export interface SealedValueRow extends ValuePlace {
  readonly sealed: Buffer;
}

/** A committed value of a coalition. */
export interface PlaceInCoalition extends ValuePlace {
  readonly coalitionId: CoalitionId;
}

const nameOf = ({ coalitionId, stream, version, field }: PlaceInCoalition) =>
  `${coalitionId}/${stream}/${version}/${field}`;

/** Opens sealed values for the fields of a request. */
@Injectable()
export class PrivateReading {
  constructor(
    private readonly dataSource: DataSource,
    private readonly vault: Vault,
  ) {}

  /** A value that a statement has read; null where it was erased. Needs no statement of its own. */
  open<Value>(sealed: Sealed<Value> | null): Value | null {
    return openValue(this.vault, sealed);
  }

  /**
   * A value that a statement has read, or why it is not there any more; null where there never was one. What was erased
   * in one request takes one statement, however much it is.
   */
  read<Value>(
    context: GraphqlContext,
    sealed: Sealed<Value> | null,
    place: PlaceInCoalition,
  ): Value | Promise<Erasure | null> | null {
    return sealed ? this.open(sealed) : this.erasure(context, place);
  }

  /** Values with the salts that open their commitments, for whom they are about. */
  opened(rows: readonly SealedValueRow[]): { field: string; value: JsonValue; salt: string }[] {
    return rows.map(({ field, sealed }) => {
      const { salt, json } = unpackValue(this.vault, sealed);
      return { field, value: JSON.parse(json) as JsonValue, salt: salt.toString('base64') };
    });
  }

  /** Why a value was erased; null where it was not. */
  erasure(context: GraphqlContext, place: PlaceInCoalition): Promise<Erasure | null> {
    return loader<PlaceInCoalition, Erasure | null>(
      context,
      'erasures',
      async (places) => inOrderOf(places.map(nameOf), await this.#erasures(places), nameOf),
      nameOf,
    ).load(place);
  }

  #erasures(places: readonly PlaceInCoalition[]): Promise<(PlaceInCoalition & Erasure)[]> {
    return this.dataSource.query(
      `SELECT coalition_id AS "coalitionId", stream, stream_version AS version, field,
         legal_basis AS basis, erased_at AS at
       FROM record_erasure WHERE (coalition_id, stream, stream_version, field) IN (
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[]))`,
      [
        places.map(({ coalitionId }) => coalitionId),
        places.map(({ stream }) => stream),
        places.map(({ version }) => version),
        places.map(({ field }) => field),
      ],
    );
  }
}
