import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { startGraphSimulator, type GraphSimulator } from '@switchboard/graph-sim';
import { loadConfig } from '../../src/config/env';
import { createHttpApplication } from '../../src/http-application';
import { createTestDatabase, type TestDatabase } from './test-database';

/** The whole program in this process, on a database and a simulator of its own. */
export interface TestPlatform {
  app: NestExpressApplication;
  url: string;
  simulator: GraphSimulator;
  test: TestDatabase;
  stop(): Promise<void>;
}

/** @param isSimulated whether the program knows that it talks to the simulator, as it does when it has started it itself */
export async function startTestPlatform(
  environment: Readonly<Record<string, string>> = {},
  { isSimulated = false }: { isSimulated?: boolean } = {},
): Promise<TestPlatform> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-test-data-'));
  const test = await createTestDatabase();
  const appSecret = 'test-app-secret';
  const simulator = await startGraphSimulator({ appSecret });
  const config = loadConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    DATABASE_URL: test.url,
    GRAPH_BASE_URL: simulator.baseUrl,
    META_APP_SECRET: appSecret,
    LOG_LEVEL: 'silent',
    DEMO: 'false',
    ...environment,
  });
  config.graph.isSimulated = isSimulated;
  const app = await createHttpApplication(config);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  await fetch(`${simulator.baseUrl}/_sim/config`, {
    method: 'PATCH',
    body: JSON.stringify({ webhookUrl: `${url}/webhooks/meta` }),
  });
  return {
    app,
    url,
    simulator,
    test,
    stop: async () => {
      await app.close();
      await simulator.close();
      await test.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
