export { Access, AccessGuard, accessOf, type AccessLevel } from './access.js';
export { Fault, notFound, type FaultCode } from './fault.js';
export * from './graphql/index.js';
export { ANONYMOUS, type Principal } from './principal.js';
