import 'reflect-metadata';
import { ConfigError, loadConfig } from './config/env';
import { startPlatform } from './platform';
import { printWelcome } from './welcome';

async function main(): Promise<void> {
  const platform = await startPlatform(loadConfig());
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // Ctrl-C reaches us from the terminal and again from npm: once is enough.
    if (isStopping) return;
    isStopping = true;
    process.stdout.write(`\n${signal}: finishing what is under way …\n`);
    void platform.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  printWelcome(platform);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
