import type { Platform } from './platform';

/** What a person needs who has just started Switchboard: where it is, how to sign in, and a first message to paste. */
export function printWelcome({ url, config, generatedPassword, demo, simulatorUrl }: Platform): void {
  const lines = [`Switchboard is ready on ${url}`, '', `  Console      ${url}/`, `  Reference    ${url}/docs`];
  if (generatedPassword) lines.push(`  Operator     ${config.adminEmail} / ${generatedPassword}   (shown this once)`);
  if (simulatorUrl) lines.push(`  Meta         the bundled simulator; control it at ${simulatorUrl}/_sim/state`);
  if (demo) {
    lines.push(`  Demo key     ${demo.apiKey}`, '', 'Send a first message:', '', curl(url, demo.apiKey));
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function curl(url: string, key: string): string {
  const body = JSON.stringify({
    messaging_product: 'whatsapp',
    to: '905321234567',
    type: 'text',
    text: { body: 'Hello from Switchboard' },
  });
  return `curl -X POST ${url}/v1/wa/message -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body}'`;
}
