import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type ConsoleMessage,
  type Locator,
  type Page,
} from 'playwright-core';
import { PROJECT } from '../../support/switchboard';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Where every page's screenshots are written. */
export const SCREENSHOTS = path.join(PROJECT, '.screenshots');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA and what leads to it. */
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type ColorScheme = 'light' | 'dark';

export interface VisitorOptions {
  colorScheme?: ColorScheme;
  /** CSS pixels; a desktop's unless told. */
  width?: number;
}

/** How long anything may take, on a machine that has much else to do. */
const PATIENCE_MS = 20_000;
/** For so many frames in a row nothing may load: a page that has its code only then asks for its data. */
const QUIET_FRAMES = 4;
/** What still loads is told by these. */
const LOADING = '[role="status"][aria-label^="Loading"], [data-loading-bar], .mantine-Skeleton-root[data-visible]';
/** Looks at the page in every frame. An expression of its own, because the console's policy lets nothing be evaluated inside the page. */
const SETTLED = `new Promise((resolve, reject) => {
  const deadline = performance.now() + ${PATIENCE_MS};
  let quietFrames = 0;
  const look = () => {
    const isLoading = !document.querySelector('h1') || document.querySelector('${LOADING}');
    quietFrames = isLoading ? 0 : quietFrames + 1;
    if (quietFrames >= ${QUIET_FRAMES}) return resolve();
    if (performance.now() > deadline) return reject(new Error('Still loading: ' + document.body.innerText.slice(0, 500)));
    requestAnimationFrame(look);
  };
  look();
})`;

const FITS_WITHIN_MS = 3_000;
const SIDEWAYS_PX = `new Promise((resolve) => {
  const deadline = performance.now() + ${FITS_WITHIN_MS};
  const look = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth || performance.now() > deadline) return resolve(scrollWidth - clientWidth);
    requestAnimationFrame(look);
  };
  look();
})`;

/** A finding of axe that keeps people out. */
export interface AccessibilityFinding {
  rule: string;
  impact: string;
  help: string;
  elements: string[];
}

/** The Chromium of this machine, without a window. */
export class ConsoleBrowser {
  private constructor(private readonly browser: Browser) {}

  /** @throws Error that says what to do when there is no Chromium */
  static async launch(): Promise<ConsoleBrowser> {
    const executablePath = process.env['BROWSER_PATH'] ?? DEBIAN_CHROMIUM;
    if (!existsSync(executablePath)) {
      throw new Error(
        `There is no browser at ${executablePath}: install Debian's chromium, or name one by BROWSER_PATH.`,
      );
    }
    mkdirSync(SCREENSHOTS, { recursive: true });
    return new ConsoleBrowser(await chromium.launch({ executablePath, args: FLAGS }));
  }

  /** Someone at a browser of their own: no cookies, nothing remembered. */
  async visitor(url: string, { colorScheme = 'light', width = 1280 }: VisitorOptions = {}): Promise<Visitor> {
    const context = await this.browser.newContext({
      baseURL: url,
      colorScheme,
      viewport: { width, height: width < 600 ? 844 : 800 },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return Visitor.open(context);
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** One person's page, and everything that went wrong on it. */
export class Visitor {
  /** What the browser's console called an error or a warning, and errors that nobody caught. */
  readonly problems: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(context: BrowserContext): Promise<Visitor> {
    const visitor = new Visitor(context, await context.newPage());
    visitor.page.on('console', (message) => visitor.keep(message));
    visitor.page.on('pageerror', (error) => visitor.problems.push(`uncaught: ${error.message}`));
    return visitor;
  }

  /** Goes to an address of the console and waits until all of the page is there. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.settled();
  }

  /** Waits until the page shows what it has to show: its heading, and nothing that still loads. */
  async settled(): Promise<void> {
    await this.page.evaluate(SETTLED);
  }

  /** The page's heading of the first order. */
  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /**
   * Takes the problems that a test provoked off the list; all others fail it.
   * @throws Error when there is no such problem
   */
  forgive(expected: RegExp): void {
    const others = this.problems.filter((problem) => !expected.test(problem));
    if (others.length === this.problems.length) {
      throw new Error(`The browser told no problem like ${expected}: ${JSON.stringify(others)}`);
    }
    this.problems.splice(0, Infinity, ...others);
  }

  /** What the page says could not be loaded. */
  failures(): Promise<string[]> {
    return this.page.locator('[data-error-state]').allInnerTexts();
  }

  /** Prefers light or dark from now on, and waits until the page does. */
  async prefer(colorScheme: ColorScheme): Promise<void> {
    await this.page.emulateMedia({ colorScheme });
    await this.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
  }

  /** How many CSS pixels the page stays wider than its window: people would have to scroll it sideways. Charts take a moment to fit. */
  sidewaysPx(): Promise<number> {
    return this.page.evaluate(SIDEWAYS_PX);
  }

  /** What axe finds serious or critical on the page as it is now; of the named rules alone where some are named. */
  async accessibilityFindings(rules?: readonly string[]): Promise<AccessibilityFinding[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async (runOnly) => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
      interface Violation {
        id: string;
        impact: string;
        help: string;
        nodes: { target: string[] }[];
      }
      const { violations } = await axe.run({ runOnly });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, impact, help, nodes }) => ({
          rule: id,
          impact,
          help,
          elements: nodes.map(({ target }) => target.join(' ')),
        }));
    }, runOnlyOf(rules));
  }

  /** Writes the whole page as `name.png`. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  close(): Promise<void> {
    return this.context.close();
  }

  private keep(message: ConsoleMessage): void {
    if (!['error', 'warning'].includes(message.type())) return;
    this.problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  }
}

function runOnlyOf(rules: readonly string[] | undefined): { type: 'rule' | 'tag'; values: string[] } {
  return rules ? { type: 'rule', values: [...rules] } : { type: 'tag', values: AXE_TAGS };
}
