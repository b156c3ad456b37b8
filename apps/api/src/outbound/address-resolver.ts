import { lookup, Resolver } from 'node:dns/promises';
import { codeOf, OutboundFailure } from './outbound-failure';

/**
 * Finds the addresses of a name.
 * @param isAllowed the operator named this host, so that names of the machine and its network count too
 * @throws OutboundFailure `dns` when it has none
 */
export type ResolveAddresses = (
  hostname: string,
  isAllowed: boolean,
  signal: AbortSignal,
) => Promise<readonly string[]>;

/** Of one question to one server; the request's own deadline holds above it. */
const DNS_TIMEOUT_MS = 2_000;
const DNS_TRIES = 2;
/**
 * How long the slower of the two questions (IPv4, IPv6) is waited for after the first was answered: some name servers
 * never answer for IPv6 (RFC 8305 section 3 gives 50 ms). What comes later is neither checked nor connected to.
 */
const OTHER_FAMILY_MS = 250;

const NOT_FOUND: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * The resolver of production. Public names are asked of DNS over sockets of their own, not through `getaddrinfo`: that
 * one works in four threads for the whole process, which four slow name servers would block for every tenant, and it
 * reads /etc/hosts and search domains, which are none of a tenant's business. Names that the operator allows are
 * resolved the way the machine does.
 * @param servers name servers to ask instead of the machine's, as `address:port`
 */
export function systemResolver(servers?: readonly string[]): ResolveAddresses {
  return async (hostname, isAllowed, signal) => {
    const addresses = isAllowed ? await lookUpOnMachine(hostname) : await askNameServers(hostname, signal, servers);
    if (addresses.length === 0) throw new OutboundFailure('dns', `${hostname} has no address.`);
    return addresses;
  };
}

async function lookUpOnMachine(hostname: string): Promise<string[]> {
  try {
    return (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);
  } catch (cause) {
    throw dnsFailure(hostname, cause);
  }
}

async function askNameServers(hostname: string, signal: AbortSignal, servers?: readonly string[]): Promise<string[]> {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: DNS_TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await bothFamilies([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  } catch (cause) {
    throw dnsFailure(hostname, cause);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

/** The addresses of both answers, or of the one that came while the other did not. Rejects when neither has any. */
function bothFamilies(questions: readonly Promise<string[]>[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const found: string[] = [];
    let open = questions.length;
    let problem: Error | undefined;
    let timer: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      if (found.length > 0 || problem === undefined) resolve(found);
      else reject(problem);
    };
    const answered = (): void => {
      open -= 1;
      if (open === 0) finish();
      else if (found.length > 0) timer = setTimeout(finish, OTHER_FAMILY_MS);
    };
    for (const question of questions) {
      question
        .then(
          (addresses) => void found.push(...addresses),
          // That a name has no address of one family says less than that a server failed.
          (error: Error) => void (problem = NOT_FOUND.has(codeOf(error)) ? (problem ?? error) : error),
        )
        .finally(answered);
    }
  });
}

function dnsFailure(hostname: string, cause: unknown): OutboundFailure {
  const message = NOT_FOUND.has(codeOf(cause)) ? `${hostname} has no address.` : `${hostname} could not be resolved.`;
  return new OutboundFailure('dns', message, { cause });
}
