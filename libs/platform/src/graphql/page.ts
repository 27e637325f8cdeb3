/** Items on a page when the caller names no number. */
export const DEFAULT_PAGE = 20;
/** Items that a caller may ask for at once. */
export const LARGEST_PAGE = 100;

/** Which part of a list the caller wants (GraphQL Cursor Connections, section 4). */
export interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** One page of a list as the schema's connections show it; what nobody selects is not computed. */
export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
  /** Null where the number would tell the caller of things hidden from them. */
  readonly totalCount: number | null | Promise<number | null>;
}

/** The page of rows that stand in order already, with the cursor of each. */
export class Page<Row> implements Connection<Row> {
  #edges: readonly { readonly cursor: string; readonly node: Row }[] | undefined;
  #pageInfo: PageInfo | undefined;

  constructor(
    readonly nodes: readonly Row[],
    private readonly cursorOf: (row: Row) => string,
    private readonly more: { readonly next: boolean; readonly previous: boolean },
    private readonly count: () => Promise<number | null> = () => Promise.resolve(null),
  ) {}

  get edges(): readonly { readonly cursor: string; readonly node: Row }[] {
    this.#edges ??= this.nodes.map((node) => ({ cursor: this.cursorOf(node), node }));
    return this.#edges;
  }

  get pageInfo(): PageInfo {
    this.#pageInfo ??= this.#place();
    return this.#pageInfo;
  }

  get totalCount(): Promise<number | null> {
    return this.count();
  }

  #place(): PageInfo {
    const [start, end] = [this.nodes[0], this.nodes.at(-1)];
    return {
      hasNextPage: this.more.next,
      hasPreviousPage: this.more.previous,
      startCursor: start === undefined ? null : this.cursorOf(start),
      endCursor: end === undefined ? null : this.cursorOf(end),
    };
  }
}
