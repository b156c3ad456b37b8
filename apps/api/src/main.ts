import { stopping } from './stop-signal';
import 'reflect-metadata';
import { ConfigError, loadConfig } from './config/env';
import { type Platform, startPlatform } from './platform';
import { printWelcome } from './welcome';

async function main(): Promise<void> {
  const platform = await startUnlessStopped();
  if (platform && !stopping.aborted) {
    printWelcome(platform);
    await new Promise((resolve) => stopping.addEventListener('abort', resolve));
  }
  await platform?.close();
  process.exit(0);
}

/** @returns null when the program was asked to stop while it started */
async function startUnlessStopped(): Promise<Platform | null> {
  try {
    return await startPlatform(loadConfig(), stopping);
  } catch (error) {
    if (stopping.aborted && error === stopping.reason) return null;
    throw error;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
