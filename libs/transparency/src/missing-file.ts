/** A log answered that it has no such file. Thrown by a `FetchBytes` that reached the log, so that it is no outage. */
export class MissingFile extends Error {
  override readonly name = 'MissingFile';

  /** @param path below the log's prefix */
  constructor(readonly path: string) {
    super(`The log does not serve ${path}.`);
  }
}
