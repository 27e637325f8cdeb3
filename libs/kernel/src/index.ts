export * from './id.js';
export * from './rational.js';
export * from './refusal.js';
export * from './span.js';
export * from './text.js';
