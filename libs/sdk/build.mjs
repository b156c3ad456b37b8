import { build as bundle } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// Builds the package: one bundle for `import` and one for `require`, each with its types beside it. `node build.mjs FOLDER` builds
// somewhere else than `dist`.

const here = path.dirname(fileURLToPath(import.meta.url));
const entry = path.join(here, 'src', 'index.ts');
const baseConfig = path.resolve(here, '../../tsconfig.base.json');
const FORMATS = { esm: 'module', cjs: 'commonjs' };

/** @returns {Map<string, string>} declarations by their paths in the package; relative imports name files, as ESM needs it */
function declarations() {
  const { config } = ts.readConfigFile(baseConfig, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ compilerOptions: config.compilerOptions }, ts.sys, here);
  const program = ts.createProgram([entry], {
    ...options,
    rootDir: path.join(here, 'src'),
    outDir: '/',
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    types: ['node'],
  });
  const files = new Map();
  const { diagnostics } = program.emit(undefined, (file, text) => {
    files.set(path.basename(file), text.replace(/((?:from|import\() ?["']\.\/[\w-]+)(?=["'])/g, '$1.js'));
  });
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length === 0) return files;
  const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: () => here, getNewLine: () => '\n' };
  throw new Error(ts.formatDiagnostics(problems, host));
}

async function build(folder) {
  const types = declarations();
  rmSync(folder, { recursive: true, force: true });
  for (const [format, type] of Object.entries(FORMATS)) {
    const target = path.join(folder, format);
    mkdirSync(target, { recursive: true });
    await bundle({
      entryPoints: [entry],
      outfile: path.join(target, 'index.js'),
      bundle: true,
      format,
      platform: 'neutral',
      target: ['es2022'],
      logLevel: 'warning',
    });
    writeFileSync(path.join(target, 'package.json'), `${JSON.stringify({ type, sideEffects: false })}\n`);
    for (const [file, text] of types) writeFileSync(path.join(target, file), text);
  }
}

await build(path.resolve(process.argv[2] ?? path.join(here, 'dist')));
