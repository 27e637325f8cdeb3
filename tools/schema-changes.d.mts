export function breakingChanges(before: string, after: string, now: Date): string[];
