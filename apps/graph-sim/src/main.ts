import { startGraphSimulator } from './simulator';

/** The simulator as a program of its own. Environment: SIM_PORT, SIM_HOST, SIM_WEBHOOK_URL, META_APP_SECRET. */
async function main(): Promise<void> {
  const { SIM_PORT = '4000', SIM_HOST = '127.0.0.1', SIM_WEBHOOK_URL, META_APP_SECRET } = process.env;
  const port = Number(SIM_PORT);
  const problems = [
    ...(Number.isInteger(port) && port >= 0 && port <= 65_535 ? [] : ['SIM_PORT must be 0 to 65535']),
    ...(META_APP_SECRET === undefined || META_APP_SECRET === ''
      ? ['META_APP_SECRET must be set: it signs the webhooks']
      : []),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
  const simulator = await startGraphSimulator({
    port,
    host: SIM_HOST,
    appSecret: META_APP_SECRET ?? '',
    webhookUrl: SIM_WEBHOOK_URL === '' ? undefined : SIM_WEBHOOK_URL,
  });
  process.stdout.write(`Graph simulator on ${simulator.baseUrl}\n`);
  const stop = (): void => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
