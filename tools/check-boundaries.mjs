import { ESLint } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import tseslint from 'typescript-eslint';
import { root } from './set-up.mjs';

// Proves that the lint rules bite. Every file under tools/lint-fixtures is linted as if it lay at the same path from the root; its
// first line says which rule must report it, and that no other may.

const FIXTURES = path.join(root, 'tools', 'lint-fixtures');
const EXPECTATION = /^\/\/ must (?:fail: (?<rule>\S+)|pass)$/;

function fixtures() {
  return readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(FIXTURES, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** @returns {Promise<string | undefined>} what is wrong; undefined when exactly the expected rule reports */
async function check(eslint, file) {
  const source = readFileSync(path.join(FIXTURES, file), 'utf8');
  const expectation = EXPECTATION.exec(source.split('\n', 1)[0]);
  if (!expectation) return 'its first line does not say which rule must report it';
  const [result] = await eslint.lintText(source, { filePath: path.join(root, file) });
  const reported = [...new Set(result.messages.map(({ ruleId, message }) => ruleId ?? message))];
  const expected = expectation.groups?.rule ? [expectation.groups.rule] : [];
  if (reported.join() === expected.join()) return undefined;
  return `expected ${expected.join(', ') || 'no report'}, got ${reported.join(', ') || 'none'}`;
}

// The fixtures exist only here, so the rules that need the type checker cannot look at them; no boundary needs it.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});
const files = fixtures();
const wrong = [];
for (const file of files) {
  const reason = await check(eslint, file);
  if (reason) wrong.push(`${file}: ${reason}`);
}
if (files.length === 0) wrong.push('there are no fixtures');
if (wrong.length > 0) console.error(wrong.join('\n'));
else console.log(`${files.length} boundary fixtures: each is reported by exactly the rule it breaks.`);
process.exit(wrong.length > 0 ? 1 : 0);
