import { gzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import ts from 'typescript';
import { answer, FakeGateway } from './fake-gateway';
import { PackedPackage } from './packed-package';

const SIZE_MAX_BYTES = 15_000;
let installed: PackedPackage;

beforeAll(async () => {
  installed = await PackedPackage.install();
}, 60_000);
afterAll(() => installed?.remove());

async function bundled(source: string): Promise<string> {
  const entry = await installed.write('entry.mjs', source);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    // It warns of an import for nothing, which one test has on purpose.
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0]!.text;
}

const sizeOf = (code: string): number => gzipSync(code, { level: 9 }).length;

/** What a strict compiler says about programs that use the package. */
function problemsOf(files: readonly string[], options: ts.CompilerOptions): string[] {
  const paths = files.map((file) => installed.path(file));
  const program = ts.createProgram(paths, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node20,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    skipDefaultLibCheck: true,
    ...options,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the package', () => {
  it('holds its code, its types, its README and its licence, and nothing else', () => {
    const others = installed.files.filter(
      (file) => !/^dist\/(esm|cjs)\/([\w-]+\.d\.ts|index\.js|package\.json)$/.test(file),
    );
    expect(others).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(installed.files).toEqual(
      expect.arrayContaining(['dist/esm/index.js', 'dist/esm/index.d.ts', 'dist/cjs/index.js', 'dist/cjs/index.d.ts']),
    );
  });

  it('depends on nothing', async () => {
    const manifest: object = JSON.parse(
      await readFile(installed.path('node_modules/@switchboard/sdk/package.json'), 'utf8'),
    );
    expect(Object.keys(manifest).filter((name) => /dependencies/i.test(name))).toEqual([]);
    const lock = JSON.parse(await readFile(installed.path('package-lock.json'), 'utf8')) as { packages: object };
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/@switchboard/sdk']);
  });

  it('can be imported and required, and is the same both ways', async () => {
    const print =
      'console.log(Object.keys(sdk).sort().join(), new sdk.Switchboard({ baseUrl: "http://a", apiKey: "pk" }) instanceof sdk.Switchboard)';
    const names = 'Switchboard,SwitchboardError,verifyWebhook true';
    await expect(installed.run('imports.mjs', `import * as sdk from '@switchboard/sdk'; ${print}`)).resolves.toBe(
      names,
    );
    await expect(installed.run('requires.cjs', `const sdk = require('@switchboard/sdk'); ${print}`)).resolves.toBe(
      names,
    );
  });

  it.each(['', 'onProgress: () => undefined,'])(
    'sends a file in a fraction of the memory of its size: { %s }',
    async (option) => {
      const server = await FakeGateway.start();
      try {
        server.takesBodies = false;
        server.will(answer(200, { id: '5257' }));
        const printed = await installed.run('large.mjs', largeUpload(server.url, option));
        const [id, peakMb] = printed.split(' ');
        expect([id, server.requests[0]?.headers['content-length']]).toEqual([
          '5257',
          expect.stringMatching(/^3145\d{5}$/),
        ]);
        expect(Number(peakMb)).toBeLessThan(LARGE_MB / 3);
      } finally {
        await server.close();
      }
    },
  );

  it('is smaller than 15 kB, minified and gzipped', async () => {
    const code = await bundled(`export * from '@switchboard/sdk';`);
    expect(code).toContain('/v1/wa/message');
    expect(sizeOf(code)).toBeLessThan(SIZE_MAX_BYTES);
  });

  it('leaves out what is not used', async () => {
    const code = await bundled(`export { verifyWebhook } from '@switchboard/sdk';`);
    expect(code).not.toContain('/v1/wa');
    expect(sizeOf(code)).toBeLessThan(2_000);
    expect(await bundled(`import '@switchboard/sdk';`)).toBe('');
  });

  it.each([
    ['browsers', { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], types: [] }],
    [
      'Node',
      {
        lib: ['lib.es2022.d.ts'],
        types: ['node'],
        skipLibCheck: true,
        typeRoots: [require.resolve('@types/node/package.json').replace(/node.package\.json$/, '')],
      },
    ],
  ])('has types for %s, whether imported or required, that refuse mistakes', async (_where, options) => {
    const files = ['typed.mts', 'typed.cts'];
    for (const file of files) await installed.write(file, TYPED);
    expect(problemsOf(files, options)).toEqual([]);
  });
});

const LARGE_MB = 300;

/** Uploads a large file, and prints its id and how many megabytes its bytes took at most. */
function largeUpload(url: string, option: string): string {
  return `
    import { openAsBlob } from 'node:fs';
    import { truncate, writeFile } from 'node:fs/promises';
    import { Switchboard } from '@switchboard/sdk';
    await writeFile('large.bin', '');
    await truncate('large.bin', ${LARGE_MB} * 1024 * 1024);
    const client = new Switchboard({ baseUrl: '${url}', apiKey: 'pk_test', phoneNumberId: '106' });
    let peakBytes = 0;
    const timer = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers)), 5);
    const { id } = await client.media.uploadMedia(await openAsBlob('large.bin'), { ${option} });
    clearInterval(timer);
    console.log(id, peakBytes / 1e6);
  `;
}

const TYPED = `
import { Switchboard, SwitchboardError, verifyWebhook, type OutgoingMessage, type WebhookEvent } from '@switchboard/sdk';

export async function use(client: Switchboard): Promise<string[]> {
  const upload: { id: string } = await client.media.uploadMedia(new File(['a'], 'a.txt'), { onProgress: ({ sentBytes }) => sentBytes });
  const sent = await client.messages.document({ to: '905321234567', document: { id: upload.id, filename: 'menu.pdf' } });
  const message: OutgoingMessage = { to: '905321234567', type: 'text', text: { body: 'Hi' } };
  await client.messages.send(message, { idempotencyKey: 'a', signal: AbortSignal.timeout(1_000) });
  for await (const { status } of client.messages.list({ status: 'failed' })) if (status === 'failed') break;
  // @ts-expect-error Nobody to send it to.
  await client.messages.text({ text: { body: 'Hi' } });
  // @ts-expect-error A number instead of a text.
  await client.messages.text({ to: 905321234567, text: { body: 'Hi' } });
  // @ts-expect-error The content of another type.
  await client.messages.image({ to: '905321234567', text: { body: 'Hi' } });
  // @ts-expect-error Two sources of one file.
  await client.messages.image({ to: '905321234567', image: { id: '1', link: 'https://example.com/a.png' } });
  // @ts-expect-error Bytes without their type.
  await client.messages.image({ to: '905321234567', image: { data_base64: 'AAAA' } });
  // @ts-expect-error A type without its content.
  const wrong: OutgoingMessage = { to: '905321234567', type: 'text', image: { id: '1' } };
  // @ts-expect-error A button without its title.
  await client.messages.interactive({ to: '1', interactive: { type: 'button', body: { text: 'a' }, action: { buttons: [{ type: 'reply', reply: { id: '1' } }] } } });
  return [sent.messages[0]?.id ?? '', sent.messageId ?? '', String(wrong)];
}

export async function take(body: Uint8Array, headers: Headers | Record<string, string | string[] | undefined>): Promise<string> {
  const event: WebhookEvent = await verifyWebhook(body, headers, 'whsec_AAAA');
  if (event.format === 'meta') {
    if (event.change.field === 'messages') return event.change.value.metadata.phone_number_id;
    if (event.change.field === 'balance.low') return event.change.value.threshold;
    return event.object;
  }
  switch (event.event) {
    case 'messages': return event.payload.text?.body ?? '';
    case 'message_status': return event.payload.status;
    case 'media.stored': return event.payload.media_path;
    // @ts-expect-error There is no such event.
    case 'message': return '';
    default: return event.tenant_id;
  }
}

export const codeOf = (error: unknown): string => (error instanceof SwitchboardError ? error.code : '');
`;
