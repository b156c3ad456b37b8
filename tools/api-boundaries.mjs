// The inner boundaries of the API as lint rules. ESLint replaces a rule's options instead of merging them, so every group of
// files below gets its complete list.

/**
 * Which other modules a module of the API may import. A dependency must point one way: adding a line that closes a circle is a
 * design error, not a lint problem.
 */
export const MODULE_DEPENDENCIES = {
  audit: [],
  identity: ['audit'],
  tenant: ['audit', 'identity'],
  'api-key': ['audit', 'tenant', 'billing'],
  billing: ['audit', 'tenant'],
  account: ['tenant', 'billing'],
  template: ['audit', 'tenant'],
  contact: ['audit', 'tenant'],
  media: ['audit', 'tenant', 'billing'],
  message: ['audit', 'tenant', 'billing', 'media', 'template', 'contact'],
  webhook: ['audit', 'tenant', 'billing', 'message', 'media', 'template', 'contact'],
  overview: ['audit', 'billing'],
  'graph-facade': ['tenant', 'billing', 'media', 'message', 'template'],
  // People who chat with a number as its users, where a simulator stands in for Meta.
  'virtual-phone': ['tenant', 'message'],
  // Readiness and metrics look at the others; nothing imports health.
  health: ['audit', 'billing', 'message', 'media', 'webhook'],
};

const MODULES = 'apps/api/src/modules';
const DEEPEST_FOLDER = 3;
const PRIVATE_FILE = String.raw`\.(?:repository|dto|controller)$`;

const noForwardRef = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'Two modules that need each other hold one idea in two places: move what both need into a third.',
};
const noEnvironment = ['process', 'node:process'].map((name) => ({
  name,
  importNames: ['env'],
  message: 'Only apps/api/src/config/env.ts reads the environment.',
}));
const noPrisma = {
  name: '@switchboard/database',
  importNames: ['Prisma', 'PrismaClient'],
  message: 'Prisma stays in *.repository.ts: services speak our own types.',
};
const noPrismaPackages = {
  regex: String.raw`^@prisma/|/generated/prisma(?:/|$)`,
  message: 'Prisma stays in *.repository.ts and libs/database.',
};
const noSimulator = {
  regex: '^@switchboard/graph-sim(?:/|$)',
  message: 'The simulator is a development tool: only apps/api/src/simulator* and tests know it.',
};
const noModules = {
  regex: String.raw`(?:^|/)modules/`,
  message: 'The HTTP edge imports no module: modules hand it what it needs through tokens.',
};
const noPrivateFiles = {
  regex: String.raw`(?:^|/)modules/.*${PRIVATE_FILE}`,
  message: "A module's repositories, DTOs and controllers are its own; import its service.",
};

/**
 * The rule for one kind of file.
 * @param {{ prisma?: boolean, simulator?: boolean, patterns?: object[] }} allowed what these files may do, and further bans
 */
function importRule({ prisma = false, simulator = false, patterns = [] } = {}) {
  return {
    'no-restricted-imports': [
      'error',
      {
        paths: [noForwardRef, ...noEnvironment, ...(prisma ? [] : [noPrisma])],
        patterns: [...(prisma ? [] : [noPrismaPackages]), ...(simulator ? [] : [noSimulator]), ...patterns],
      },
    ],
  };
}

/** The bans for a module's files that lie `depth` folders below its own: `../` leads out of it that many times plus one. */
function modulePatterns(module, depth) {
  const out = String.raw`^(?:\.\./){${depth + 1}}`;
  const names = Object.keys(MODULE_DEPENDENCIES);
  const forbidden = names.filter((name) => name !== module && !MODULE_DEPENDENCIES[module].includes(name));
  const allowed = MODULE_DEPENDENCIES[module];
  const patterns = [
    {
      regex: `${out}(?:${forbidden.join('|')})(?:/|$)|(?:^|/)modules/`,
      message: `The module "${module}" may import only: ${allowed.join(', ') || 'no other module'} (see tools/api-boundaries.mjs).`,
    },
  ];
  if (allowed.length > 0)
    patterns.push({ ...noPrivateFiles, regex: `${out}(?:${allowed.join('|')})/.*${PRIVATE_FILE}` });
  return patterns;
}

function moduleRules(module) {
  return Array.from({ length: DEEPEST_FOLDER + 1 }, (_, depth) => {
    const folder = `${MODULES}/${module}/${'*/'.repeat(depth)}`;
    const patterns = modulePatterns(module, depth);
    return [
      { files: [`${folder}*.ts`], rules: importRule({ patterns }) },
      { files: [`${folder}*.repository.ts`], rules: importRule({ patterns, prisma: true }) },
    ];
  }).flat();
}

const TESTS = [
  '**/*.spec.ts',
  '**/*.integration-spec.ts',
  '**/*.e2e-spec.ts',
  'apps/*/test/**/*.ts',
  'apps/api-e2e/**/*.ts',
];

/** Configuration objects for eslint.config.mjs; later ones replace earlier ones. */
export const apiImportRules = [
  { files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], rules: importRule({ patterns: [noPrivateFiles] }) },
  { files: ['libs/database/src/**/*.ts'], rules: importRule({ prisma: true }) },
  { files: ['apps/api/src/http/**/*.ts'], rules: importRule({ patterns: [noModules] }) },
  // The description of the API is made from what the modules keep to themselves: bodies and rules of messages.
  { files: ['apps/api/src/openapi/**/*.ts'], rules: importRule() },
  {
    files: ['apps/api/src/simulator*.ts', 'apps/api/src/simulator*/**/*.ts'],
    rules: importRule({ simulator: true, patterns: [noPrivateFiles] }),
  },
  { files: ['apps/graph-sim/src/**/*.ts'], rules: importRule({ simulator: true }) },
  ...Object.keys(MODULE_DEPENDENCIES).flatMap(moduleRules),
  { files: TESTS, rules: importRule({ prisma: true, simulator: true }) },
];
