export { Vault, WRAPPED_BYTES, type Sealed } from './vault.js';
export { openWrappingKeys, WrappingKeys } from './wrapping-keys.js';
