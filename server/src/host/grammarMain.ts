/** The entry of a bundle of its own: it finds its WebAssembly beside it, and is read only where there is SQL to ask about. */
export { loadModule, parseSync } from 'libpg-query';
