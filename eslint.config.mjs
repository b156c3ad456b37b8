import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { adminRules } from './tools/admin-boundaries.mjs';
import { apiImportRules } from './tools/api-boundaries.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));

const TESTS = [
  '**/*.spec.{ts,tsx}',
  '**/*.integration-spec.ts',
  '**/*.e2e-spec.ts',
  'apps/*/test/**/*.{ts,tsx}',
  'libs/*/test/**/*.ts',
  'apps/api-e2e/**/*.ts',
];

/** Who may import whom between the packages of the workspace; each names its scope in the tags of its package.json. */
const PACKAGE_DEPENDENCIES = {
  contracts: [],
  database: ['contracts'],
  'graph-client': ['contracts'],
  'graph-sim': ['contracts'],
  // It is installed alone, by others: whatever it imported, they would not have.
  sdk: [],
  api: ['contracts', 'database', 'graph-client', 'graph-sim'],
  // The console knows the API by its description; of the contracts it takes types alone, since the rest needs Node.
  admin: ['contracts'],
  // The product is reached over HTTP alone; the database library only starts a PostgreSQL for it.
  e2e: ['contracts', 'database', 'graph-sim'],
};

const packageBoundaries = {
  enforceBuildableLibDependency: true,
  banTransitiveDependencies: true,
  depConstraints: Object.entries(PACKAGE_DEPENDENCIES).map(([scope, dependencies]) => ({
    sourceTag: `scope:${scope}`,
    onlyDependOnLibsWithTags: [scope, ...dependencies].map((name) => `scope:${name}`),
  })),
};

const noDefaultExports = {
  restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true },
};

const onlyEnvReadsTheEnvironment = {
  object: 'process',
  property: 'env',
  message:
    'Only apps/api/src/config/env.ts reads the environment; take what you need from the validated configuration.',
};

export default defineConfig(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '**/coverage',
      '.nx',
      '.data',
      'libs/database/src/generated',
      'apps/admin/src/api/schema.d.ts',
      'tools/lint-fixtures',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },
  { files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.strict],
    plugins: { '@nx': nx },
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: true, tsconfigRootDir: root },
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', packageBoundaries],
      'no-restricted-exports': ['error', noDefaultExports],
      'no-restricted-properties': ['error', onlyEnvReadsTheEnvironment],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A Nest module is a class without members that carries a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allow: ['Error', 'URL', 'URLSearchParams'] },
      ],
      // An implementation of an asynchronous interface may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.controller.ts'], rules: { 'max-lines': ['error', { max: 150 }] } },
  { files: ['**/*.service.ts'], rules: { 'max-lines': ['error', { max: 300 }] } },
  ...apiImportRules,
  ...adminRules,
  {
    files: ['apps/api/src/config/env.ts', 'apps/graph-sim/src/main.ts', ...TESTS],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['apps/api/src/demo*.ts', 'apps/api/src/demo/**/*.ts', 'apps/*/src/main.ts'],
    rules: { 'no-console': 'off' },
  },
  // Prisma, ESLint and Jest each read a default export.
  {
    files: ['**/*.config.ts', '**/*.config.mjs', '**/support/*-{setup,teardown}.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // An answer's JSON body is `any` in every HTTP test library; its assertions are its type check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  prettier,
);
