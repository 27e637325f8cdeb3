/**
 * Why a record is refused.
 *
 * - `DIFFERENT_RECORD`: it is not the log that the policy names, or its entries are not what such a log holds
 * - `ROLLBACK`: it has fewer entries than a checkpoint that was held beforehand
 * - `SPLIT_VIEW`: somebody else was, or may have been, shown another log of the same size
 * - `FORK`: it does not begin with the tree of a checkpoint that was held beforehand
 * - `TAMPERED_TILES`: what is served does not lead to the signed root
 * - `COUNT`: a result does not follow from the entries
 */
export type VerdictCode =
  'DIFFERENT_RECORD' | 'ROLLBACK' | 'SPLIT_VIEW' | 'FORK' | 'TAMPERED_TILES' | 'COUNT';
