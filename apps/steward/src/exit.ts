/**
 * How a command ends: done, refused or failed, wrongly written or given what cannot be used; and what only one command
 * knows: nothing to read (`verify`), a tie that nothing has broken (`count`).
 */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3, openTie: 3 } as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];
