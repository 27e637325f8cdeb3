export { connectionOf, PageArgs } from './connection.js';
export { gatheredBy, inOrderOf, loader, type Batch, type GraphqlContext } from './context.js';
export { ErasedObject, LegalBases } from './erased.graphql.js';
export { globalId, isNoun, parseGlobalId, readGlobalId, registerNoun, type NodeKey } from './global-id.js';
export { GraphqlModule } from './graphql.module.js';
export { ActInput, ChangeInput } from './input.graphql.js';
export { NestedInput } from './nested-input.js';
export { Keyset, type KeyColumn, type PageSql } from './keyset.js';
export { listOperations, type RootOperation } from './operations.js';
export { Node, NodeReaders, type NodeReader } from './node.js';
export {
  DEFAULT_PAGE,
  LARGEST_PAGE,
  Page,
  type Connection,
  type PageInfo,
  type PageRequest,
} from './page.js';
export { PlainText } from './plain-text.js';
export {
  Refusal as RefusalObject,
  RefusalType,
  Refused,
  resultOf,
  SeveralRefusals,
} from './refusal.graphql.js';
export * from './scalars.js';
export {
  LocalizedTextInput,
  LocalizedTextObject,
  readText,
  serveExactText,
  serveText,
  TextField,
  textDigest,
  TextInput,
  type ServedText,
} from './text.graphql.js';
export { loadRow, loadSeen, Reading, table, type List, type RowKey, type Table } from './reading.js';
