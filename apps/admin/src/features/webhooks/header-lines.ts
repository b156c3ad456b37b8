/** A request as HTTP would write its head: the line with the address, then the headers. */
export function headerLines({ url, headers }: { url: string; headers: Readonly<Record<string, string>> }): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${url}`, ...lines].join('\n');
}
