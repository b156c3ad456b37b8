import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { constants, gzipSync } from 'node:zlib';

// After `vite build`: compresses what compresses, once and well, and holds the sign-in to its limit.

const DIST = path.resolve(import.meta.dirname, '..', 'dist');
const ASSETS = path.join(DIST, 'assets');
const COMPRESSIBLE = /\.(?:js|css|svg)$/;
const LEAST_BYTES = 1_024;

/** What someone on a slow line waits for before they can sign in: all JavaScript of that page, as it is sent. */
const SIGN_IN_LIMIT_BYTES = 250_000;
const SIGN_IN = 'src/features/session/pages/sign-in.page.tsx';
const ENTRY = 'index.html';

const compressed = new Map();
for (const name of readdirSync(ASSETS)) {
  if (!COMPRESSIBLE.test(name)) continue;
  const bytes = readFileSync(path.join(ASSETS, name));
  const small = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
  compressed.set(`assets/${name}`, small.length);
  if (bytes.length >= LEAST_BYTES && small.length < bytes.length) writeFileSync(path.join(ASSETS, `${name}.gz`), small);
}

/** The chunks that a chunk cannot begin without, itself included. */
function closure(manifest, key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`Vite's manifest names no ${key}`);
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) closure(manifest, imported, seen);
  return seen;
}

const manifest = JSON.parse(readFileSync(path.join(DIST, '.vite', 'manifest.json'), 'utf8'));
const files = [...closure(manifest, SIGN_IN, closure(manifest, ENTRY))].filter((file) => file.endsWith('.js'));
const total = files.reduce((sum, file) => sum + compressed.get(file), 0);
const kilobytes = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
console.log(
  `Sign-in: ${kilobytes(total)} of JavaScript in ${files.length} files (limit ${kilobytes(SIGN_IN_LIMIT_BYTES)})`,
);
if (total > SIGN_IN_LIMIT_BYTES) {
  for (const file of files) console.error(`  ${kilobytes(compressed.get(file))} ${file}`);
  console.error('The sign-in has grown past its limit: import what it does not need in lazily loaded pages.');
  process.exit(1);
}
