/** A half-open span of time: `from` belongs to it, `until` does not; without `until` it has no end yet. */
export interface Span {
  readonly from: Date;
  readonly until: Date | null;
}

/** True when the span holds the instant: `from <= at < until`. */
export function holds(span: Span, at: Date): boolean {
  return span.from <= at && (span.until === null || at < span.until);
}

/** True when the two spans share an instant. Spans that only touch do not. */
export function overlap(a: Span, b: Span): boolean {
  return (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until);
}

/** True when the span has no instant in it: it ends where it begins, or before. */
export function isEmpty(span: Span): boolean {
  return span.until !== null && span.until <= span.from;
}
