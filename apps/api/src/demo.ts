import 'reflect-metadata';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from './config/env';
import { runDemo } from './demo/run-demo';
import { startPlatform } from './platform';

/** `npm start -- --demo`: the main job once, on a database of its own that is thrown away afterwards. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-demo-'));
  chmodSync(folder, 0o755);
  try {
    const config = loadConfig({ NODE_ENV: 'development', DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' });
    const platform = await startPlatform(config);
    try {
      await runDemo(platform);
    } finally {
      await platform.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
