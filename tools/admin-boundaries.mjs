import globals from 'globals';

// The inner boundaries of the console, and what React needs. ESLint replaces a rule's options instead of merging them, so every group
// of files below gets its complete list.

const SOURCES = 'apps/admin/src';

const typesOnlyFromContracts = {
  name: '@switchboard/contracts',
  message: 'The contracts need Node: the console takes types of them (`import type`).',
  allowTypeImports: true,
};
const noFetch = {
  selector: "CallExpression[callee.name='fetch']",
  message: 'Requests go through `call(api.GET(…))`, which brings the session, its CSRF token and its errors.',
};
const noRawHtml = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: 'Text is shown as text: HTML of others must never become part of the page.',
};
const noOpenerLeak = {
  selector:
    "JSXOpeningElement:has(JSXAttribute[name.name='target'][value.value='_blank']):not(:has(JSXAttribute[name.name='rel']))",
  message: 'A link into a new tab says rel="noreferrer".',
};
const noFeatures = {
  regex: String.raw`(?:^|/)(?:features|app)/`,
  message: 'Building blocks know no feature: features use them, and the application composes features.',
};
const noApplication = {
  regex: String.raw`^(?:\.\./)+app/`,
  message: 'Features know nothing of the shell; what several need belongs into components or lib.',
};
const noOtherFeature = {
  regex: String.raw`^(?:\.\./)+(?:features/)?(?!components/|pages/|api/|lib/)[a-z0-9-]+/(?:pages|components)/`,
  message: "Another feature's pages and components are its own; its requests (api/) may be shared.",
};

/** The import rule for a group of files. */
const imports = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { paths: [typesOnlyFromContracts], patterns }],
});

/** The lint rules of apps/admin. */
export const adminRules = [
  { files: ['apps/admin/public/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: [`${SOURCES}/**/*.{ts,tsx}`],
    languageOptions: { globals: globals.browser },
    rules: {
      ...imports(),
      'no-restricted-syntax': ['error', noFetch, noRawHtml, noOpenerLeak],
      'max-lines': ['error', { max: 300 }],
      // Handlers of React return nothing; what they start tells its failures itself.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  // A component is one function with its markup.
  {
    files: [`${SOURCES}/**/*.tsx`],
    rules: { 'max-lines-per-function': ['error', { max: 200, skipBlankLines: true, skipComments: true }] },
  },
  { files: [`${SOURCES}/{components,lib,api,theme}/**/*.{ts,tsx}`], rules: imports(noFeatures) },
  { files: [`${SOURCES}/features/**/*.{ts,tsx}`], rules: imports(noApplication, noOtherFeature) },
  // Tests run in Node, and may compare with anything.
  { files: [`${SOURCES}/**/*.spec.{ts,tsx}`], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
];
