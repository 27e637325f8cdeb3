import { build } from '../../tools/build.mjs';

await build(['libs', 'apps', 'test/bench']);
// Only there once it is built.
await import(new URL('../../dist/test/bench/verify.js', import.meta.url).href);
