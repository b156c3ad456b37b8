import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import express, { type Express } from 'express';
import request from 'supertest';
import { serveConsole } from './console-page';

const SCRIPT = 'console.log("a script long enough to be worth compressing")';

describe('the console’s page', () => {
  let folder: string;

  function served(): Express {
    const app = express();
    serveConsole(app, folder);
    app.use((_request, response) => response.status(404).json({ code: 'ROUTE_001' }));
    return app;
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'console-page-'));
    mkdirSync(path.join(folder, 'assets'));
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Switchboard</title>');
    writeFileSync(path.join(folder, 'color-scheme.js'), '// before the first paint');
    writeFileSync(path.join(folder, 'assets', 'index-abc.js'), SCRIPT);
    writeFileSync(path.join(folder, 'assets', 'index-abc.js.gz'), gzipSync(SCRIPT));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    '/',
    '/sign-in',
    '/invitation',
    '/password-reset',
    '/account/security',
    '/tenants/1/messages/2',
    '/platform/queues',
  ])('is there at %s', async (page) => {
    const answer = await request(served()).get(page).expect(200);
    expect(answer.text).toContain('<title>Switchboard</title>');
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it('lets nothing run but its own scripts, and nobody frame it', async () => {
    const { headers } = await request(served()).get('/').expect(200);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it.each([
    '/v1/unknown',
    '/console/v1/unknown',
    '/tenantsx',
    '/wp-login.php',
    '/assets/missing.js',
    '/assets/..%2findex.html',
  ])('leaves %s to the API', async (other) => {
    const { body, headers } = await request(served()).get(other).expect(404);
    expect(body).toEqual({ code: 'ROUTE_001' });
    expect(headers['cache-control']).toBeUndefined();
  });

  it('answers no other method', async () => {
    await request(served()).post('/sign-in').expect(404);
    await request(served()).head('/sign-in').expect(200);
  });

  it('sends files compressed to those who take it, and lets them keep them', async () => {
    const { headers, text } = await request(served())
      .get('/assets/index-abc.js')
      .set('Accept-Encoding', 'gzip, deflate, br')
      .expect(200);
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('text/javascript'),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect(text).toBe(SCRIPT);
  });

  it('sends files as they are to those who do not', async () => {
    const { headers, text } = await request(served())
      .get('/assets/index-abc.js')
      .set('Accept-Encoding', 'identity')
      .expect(200);
    expect(headers['content-encoding']).toBeUndefined();
    expect(text).toBe(SCRIPT);
  });

  it('has files without a hash in their names asked for anew', async () => {
    const { headers } = await request(served()).get('/color-scheme.js').expect(200);
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('says what to do when it has not been built', async () => {
    rmSync(folder, { recursive: true });
    const { text } = await request(served()).get('/').expect(404);
    expect(text).toContain('npm run build');
    expect(text).toContain('href="/docs"');
  });
});
