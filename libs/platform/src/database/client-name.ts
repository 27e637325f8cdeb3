/**
 * The name by which PostgreSQL knows our connections. It tells the processes of one machine apart, so that an embedded
 * server that several of them use can be stopped by the last.
 */
export const CLIENT_NAME = `quorate-${process.pid}`;
