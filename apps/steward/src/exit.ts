/** How a command ends: done, refused or failed, wrongly written, and (`verify` only) nothing to read. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];
