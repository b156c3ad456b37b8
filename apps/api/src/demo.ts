import 'reflect-metadata';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from './config/env';
import { DemoReceiver } from './demo/demo-receiver';
import { runDemo } from './demo/run-demo';
import { startPlatform } from './platform';

/** `npm start -- --demo`: the main job once, on a database of its own that is thrown away afterwards. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-demo-'));
  chmodSync(folder, 0o755);
  try {
    const receiver = new DemoReceiver();
    await receiver.start();
    const environment = { NODE_ENV: 'development', DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' };
    // The tenant's server is on this machine, which no tenant of a real installation may name.
    const platform = await startPlatform(loadConfig({ ...environment, SSRF_ALLOW_HOSTS: receiver.host }));
    try {
      await runDemo(platform, receiver);
    } finally {
      await platform.close();
      receiver.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
