export * from './bytes.js';
export * from './entry-bundle.js';
export * from './entry-value.js';
export * from './jcs.js';
export * from './merkle.js';
export * from './merkle-proof.js';
export * from './tile-path.js';
export * from './tiles.js';
