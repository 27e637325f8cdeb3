/** The most options that a count takes. */
export const MAX_OPTIONS = 1000;
/** The most weight that a count takes: with it, every sum of votes to five decimals is exact in a 53-bit number. */
export const MAX_WEIGHT = 50_000_000_000;
/** The largest ballot file that is read or written, in bytes. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
