import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from './support/ledger';

describe('the demo', () => {
  let dataDir: string;

  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-demo-'));
    chmodSync(dataDir, 0o755);
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it.each(['on a machine that has nothing', 'once more, on what the first one left'])(
    'sends a text, a template and an image and shows what became of them and what they cost: %s',
    async () => {
      const env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' };
      const { code, output } = await runProgram('apps/api/dist/demo.js', env, 100_000);
      expect([code, output]).toEqual([0, expect.any(String)]);
      for (const type of ['text', 'template', 'image']) {
        const row = output.split('\n').find((line) => line.startsWith(type));
        expect(row).toMatch(/read\s+accepted → submitted → sent → delivered → read\s/);
        expect(row).toMatch(/\d\.\d{6} USD$/);
      }
    },
  );
});
