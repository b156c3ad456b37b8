import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../support/switchboard';

const ADMIN = path.join(PROJECT, 'apps/admin/src');
const ROUTE_FILES = ['app/page-routes.ts', 'app/layout-routes.ts'];
const PAGE_CALL = /(?<area>account|tenant|platform)Page\(\s*'(?<path>[^']+)',\s*\{(?<options>.*?)\n {2}\}\)/gs;
const PREFIXES = { account: '/account', tenant: '/tenants/$tenantId', platform: '/platform' } as const;

export type Area = keyof typeof PREFIXES;

/** A page of the console, as its routes declare it. */
export interface ConsolePage {
  area: Area;
  /** Such as `/tenants/$tenantId/messages/$messageId`. */
  route: string;
  title: string;
  permission: string | null;
  /** The file that it comes from, such as `features/messages/pages/message.page`. */
  file: string;
}

/** All pages behind the sign-in, read from the console's own declaration of them: a new one cannot be forgotten. */
export function consolePages(): ConsolePage[] {
  const source = readFileSync(path.join(ADMIN, 'app/page-routes.ts'), 'utf8');
  const pages = Array.from(source.matchAll(PAGE_CALL), ({ groups }) => {
    const { area, path: below, options } = groups as { area: Area; path: string; options: string };
    return {
      area,
      route: `${PREFIXES[area]}/${below}`,
      title: /title: '([^']+)'/.exec(options)?.[1] ?? '',
      permission: /permission: '([^']+)'/.exec(options)?.[1] ?? null,
      file: /import\('\.\.\/([^']+)'\)/.exec(options)?.[1] ?? '',
    };
  });
  const declared = source.match(/import\('\.\.\//g)?.length ?? 0;
  if (pages.length !== declared) {
    throw new Error(`page-routes.ts declares ${declared} pages, of which ${pages.length} can be read here.`);
  }
  return pages;
}

/** Files of pages that no route leads to. */
export function pagesWithoutRoute(): string[] {
  const routes = ROUTE_FILES.map((file) => readFileSync(path.join(ADMIN, file), 'utf8')).join('\n');
  return readdirSync(path.join(ADMIN, 'features'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.page.tsx'))
    .map((file) => `features/${file.replace(/\.tsx$/, '')}`)
    .filter((file) => !routes.includes(`import('../${file}')`));
}

/**
 * The address of a page. An example is found by its parameter's name, `messageId`, or with what stands before it, `rate-cards/id`.
 * @throws Error naming a parameter that nobody gave an example for
 */
export function addressOf({ route }: Pick<ConsolePage, 'route'>, examples: Readonly<Record<string, string>>): string {
  return route.replaceAll(/([\w-]+)\/\$(\w+)/g, (_, before: string, name: string) => {
    const example = examples[`${before}/${name}`] ?? examples[name];
    if (example === undefined) throw new Error(`The test knows no ${name} to open ${route} with: give it one.`);
    return `${before}/${example}`;
  });
}

/** What the screenshots of a page are called. */
export function fileNameOf({ route }: Pick<ConsolePage, 'route'>): string {
  return route.slice(1).replaceAll('/$tenantId', '').replaceAll(/\$\w+/g, 'one').replaceAll('/', '-');
}
