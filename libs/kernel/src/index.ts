export * from './erasure.js';
export * from './id.js';
export * from './rational.js';
export * from './refusal.js';
export * from './sealed.js';
export * from './span.js';
export * from './text.js';
