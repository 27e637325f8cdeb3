export { Vault, WRAPPED_BYTES } from './vault.js';
export { addGeneration, destroyOldGenerations, openWrappingKeys, WrappingKeys } from './wrapping-keys.js';
