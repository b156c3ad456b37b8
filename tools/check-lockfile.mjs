import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './set-up.mjs';

// Whether package-lock.json works on every machine. npm leaves out an optional platform package that the registry could not give it
// when the lockfile was written, and `npm ci` refuses such a lockfile everywhere; and an address of a private mirror works nowhere else.

const PUBLIC_REGISTRY = 'https://registry.npmjs.org/';
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
const problems = [];

/** Looks a package up as Node does: beside the one that needs it, then further and further out. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[path.posix.join(folder, 'node_modules', name)]) return true;
    if (folder === '') return false;
  }
}

for (const [location, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!isLocked(location, name))
      problems.push(`${name}@${version}, optional for ${location || 'the root'}, is missing`);
  }
  if (entry.resolved?.startsWith('http') && !entry.resolved.startsWith(PUBLIC_REGISTRY)) {
    problems.push(`${location} would be fetched from ${entry.resolved}`);
  }
}
if (problems.length > 0) {
  console.error(
    `package-lock.json cannot be installed everywhere:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
  console.error('Choose versions whose platform packages the registry has, and write the lockfile anew.');
} else console.log(`package-lock.json is complete: ${Object.keys(packages).length} packages.`);
process.exit(problems.length > 0 ? 1 : 0);
