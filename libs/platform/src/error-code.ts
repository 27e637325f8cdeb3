/** The code that Node, PostgreSQL or Fastify gave an error, such as `EACCES` or `23505`; null where there is none. */
export function errorCode(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
