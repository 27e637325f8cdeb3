export { gatheredBy, inOrderOf, loader, type Batch, type GraphqlContext } from './context.js';
export {
  globalId,
  isNoun,
  parseGlobalId,
  readGlobalId,
  registerNoun,
  type NodeKey,
} from './global-id.js';
export * from './scalars.js';
