import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Express, Request, Response } from 'express';

/** Made by the console's build; the same folder for the compiled program and for tests that run the sources. */
export const CONSOLE_FILES = path.resolve(__dirname, '../../../admin/dist');

/** The first parts of the paths that are pages of the console. Whatever is not named here stays the API's, with its envelopes. */
const PAGES = ['/', '/sign-in', '/invitation', '/password-reset', '/account', '/tenants', '/platform'];
/** Files beside the page that have no hash in their names: they may change with every version, as the page itself. */
const NAMED_FILES = ['/favicon.svg', '/color-scheme.js'];
/** What the build names after its contents never changes. */
const A_YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * The console runs its own scripts and talks to its own server, nothing else (CSP level 3). Mantine writes its variables into style
 * elements, hence inline styles; thumbnails and previews are data or blobs.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Switchboard</title></head>
  <body>
    <h1>The console has not been built</h1>
    <p>Run <code>npm run build</code> and load this page again. The API works without it: <a href="/docs">reference</a>.</p>
  </body>
</html>
`;

/** Serves the built console: its page under each of its addresses, its files for a year, compressed where the browser takes it. */
export function serveConsole(express: Express, folder = CONSOLE_FILES): void {
  const assets = path.join(folder, 'assets');
  const compressed = new Set(existsSync(assets) ? readdirSync(assets).filter((name) => name.endsWith('.gz')) : []);
  for (const page of PAGES) {
    express.get(page === '/' ? page : [page, `${page}/*rest`], (_request, response) => sendPage(response, folder));
  }
  for (const file of NAMED_FILES) {
    express.get(file, (_request, response, next) => {
      response.set('Cache-Control', 'no-cache');
      response.sendFile(file, { root: folder, cacheControl: false }, (error) => error && next());
    });
  }
  express.get('/assets/:name', (request, response, next) => {
    const name = String(request.params['name']);
    response.set({ 'Cache-Control': `public, max-age=${A_YEAR_SECONDS}, immutable`, Vary: 'Accept-Encoding' });
    const sent = compressed.has(`${name}.gz`) && takesGzip(request) ? `${name}.gz` : name;
    if (sent !== name) response.set('Content-Encoding', 'gzip');
    response.type(path.extname(name));
    response.sendFile(sent, { root: assets, cacheControl: false }, (error) => {
      if (!error || response.headersSent) return;
      for (const header of ['Cache-Control', 'Content-Encoding', 'Content-Type', 'Vary']) response.removeHeader(header);
      next();
    });
  });
}

/** The page is asked for anew each time: it names the files of the present version. */
function sendPage(response: Response, folder: string): void {
  response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': CONTENT_SECURITY_POLICY });
  response.sendFile('index.html', { root: folder, cacheControl: false }, (error) => {
    if (error && !response.headersSent) response.status(404).type('html').send(NOT_BUILT);
  });
}

function takesGzip(request: Request): boolean {
  return request.acceptsEncodings('gzip', 'identity') === 'gzip';
}
