import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { migrateDatabase } from '@switchboard/database';
import type { AppConfig } from './config/env';
import { startDevelopmentDatabase } from './development-database';
import { type DemoTenant, SeedDemo } from './demo/seed-demo.service';
import { createHttpApplication } from './http-application';
import { SeedOperator } from './modules/identity/seed-operator.service';
import { startSimulator } from './simulator';

/** A running Switchboard. */
export interface Platform {
  config: AppConfig;
  app: NestExpressApplication;
  /** Where it listens. */
  url: string;
  /** Of the first operator, when it was generated just now: shown once. */
  generatedPassword: string | null;
  demo: DemoTenant | null;
  /** Where the simulator's control API is, when it stands in for Meta. */
  simulatorUrl: string | null;
  /** Finishes what is under way, then stops everything that `startPlatform` started. */
  close(): Promise<void>;
}

/**
 * Starts everything that the settings ask for: the embedded database and the simulator where nothing else is named, migrations, seeds, HTTP.
 * @param stopping ends the start at its next step
 * @throws the reason of `stopping`, or what went wrong, after what had been started is stopped again
 */
export async function startPlatform(given: AppConfig, stopping?: AbortSignal): Promise<Platform> {
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const database = given.databaseUrl ? null : await startDevelopmentDatabase(given.dataDir);
    if (database) stops.push(() => database.stop());
    const databaseUrl = given.databaseUrl ?? database?.url;
    stopping?.throwIfAborted();
    if (databaseUrl) await migrateDatabase(databaseUrl);
    stopping?.throwIfAborted();
    const simulator = given.graph.baseUrl ? null : await startSimulator(given);
    if (simulator) stops.push(() => simulator.close());
    const config: AppConfig = {
      ...given,
      databaseUrl,
      graph: { ...given.graph, baseUrl: given.graph.baseUrl ?? simulator?.baseUrl, isSimulated: simulator !== null },
    };

    const app = await createHttpApplication(config);
    stops.push(() => app.close());
    await app.init();
    stopping?.throwIfAborted();
    const operator = await app.get(SeedOperator).ensure(config.adminEmail, config.adminPassword);
    const demo = config.demo ? await app.get(SeedDemo).run() : null;
    stopping?.throwIfAborted();
    await app.listen(config.port, config.host);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const url = `http://${config.host}:${port}`;
    await simulator?.deliverTo(`${url}/webhooks/meta`);
    return {
      config,
      app,
      url,
      generatedPassword: operator?.generatedPassword ?? null,
      demo,
      simulatorUrl: simulator?.baseUrl ?? null,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
