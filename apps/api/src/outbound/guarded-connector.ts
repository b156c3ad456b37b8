import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { isPublicAddress, isSameAddress } from './address-rules';
import type { ResolveAddresses } from './address-resolver';
import { messageOf, OutboundFailure } from './outbound-failure';

/** Opens a TCP connection to one of the addresses; the socket emits `connect` or `error`. */
export type Dial = (addresses: readonly string[], port: number) => Socket;

/** How the outside world is reached; tests put their own in its place. */
export interface NetworkEdges {
  readonly resolve: ResolveAddresses;
  readonly dial: Dial;
  /** Certificates (PEM) trusted instead of the machine's. */
  readonly certificateAuthorities?: string;
}

export interface ConnectTarget {
  readonly isEncrypted: boolean;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** The operator named this host: it may lie at any address. */
  readonly isAllowed: boolean;
}

/** Addresses beyond these are not tried: no honest name has so many. */
const ADDRESSES_MAX = 32;
/** When one address does not answer, the next is tried after this time (RFC 8305 recommends 250 ms, for impatient users). */
const NEXT_ADDRESS_MS = 1_000;

/** Tries the addresses in turn; `host` is never resolved again, for the lookup knows nothing but them. */
export const dialAddresses: Dial = (addresses, port) => {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_hostname, options, callback) => {
    if (options.all) callback(null, known);
    else callback(null, known[0]?.address ?? '', known[0]?.family);
  };
  return connectTcp({
    host: 'checked-addresses.invalid',
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    noDelay: true,
  });
};

/**
 * Opens connections to public addresses only. A name is resolved once per connection, all of its addresses are checked,
 * and the connection goes to one of exactly those, so that a name which changes its address between check and use (DNS
 * rebinding) gains nothing. As a second lock, the socket's real peer is checked before anything is written to it.
 */
export class GuardedConnector {
  private readonly secureContext: SecureContext;

  constructor(private readonly edges: NetworkEdges) {
    this.secureContext = createSecureContext({ ca: edges.certificateAuthorities });
  }

  /**
   * @returns a connected socket, its encryption verified, not yet written to
   * @throws OutboundFailure `refused-address`, `dns`, `connect`, `tls` or, after `signal`, `cancelled`
   */
  async connect(target: ConnectTarget, signal: AbortSignal): Promise<Socket> {
    const addresses = await this.addressesOf(target, signal);
    assertNotAborted(signal);
    const tcp = this.edges.dial(addresses, target.port);
    await ready(tcp, 'connect', 'connect', signal);
    assertPeer(tcp, addresses, target.host);
    if (!target.isEncrypted) return tcp;
    const tls = this.encrypt(tcp, target);
    await ready(tls, 'secureConnect', 'tls', signal);
    return tls;
  }

  private async addressesOf({ host, isAllowed }: ConnectTarget, signal: AbortSignal): Promise<readonly string[]> {
    const addresses = isIP(host) === 0 ? await this.edges.resolve(host, isAllowed, signal) : [host];
    // The message names no address: it is shown to tenants, who must not learn names of our network through it.
    if (!isAllowed && !addresses.every(isPublicAddress)) throw refused(host);
    return addresses.slice(0, ADDRESSES_MAX);
  }

  private encrypt(tcp: Socket, { host }: ConnectTarget): TLSSocket {
    return connectTls({
      socket: tcp,
      // The name that the certificate must be for; an address is not sent as the server's name (RFC 6066 section 3).
      host,
      servername: isIP(host) === 0 ? host : '',
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: true,
      secureContext: this.secureContext,
    });
  }
}

/** Every checked address is public or, for a host that the operator named, allowed. */
function assertPeer(socket: Socket, checked: readonly string[], host: string): void {
  const peer = socket.remoteAddress ?? '';
  if (checked.some((address) => isSameAddress(address, peer))) return;
  socket.destroy();
  throw refused(host);
}

function refused(host: string): OutboundFailure {
  return new OutboundFailure('refused-address', `${host} does not lead to addresses of the public Internet only.`);
}

/** Waits until the socket emits `event`; whatever prevents it is a failure with this reason. */
function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  reason: 'connect' | 'tls',
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: OutboundFailure): void => {
      signal.removeEventListener('abort', abort);
      socket.off(event, succeed).off('error', fail).off('close', close);
      // An error may still follow, or come between two listeners, and without a listener it would end the program.
      socket.on('error', ignore);
      if (error === undefined) return resolve();
      socket.destroy();
      reject(error);
    };
    const succeed = (): void => end();
    const fail = (cause: Error): void => end(new OutboundFailure(reason, messageOf(cause), { cause }));
    const close = (): void => end(new OutboundFailure(reason, 'The server closed the connection.'));
    const abort = (): void => end(cancelled());
    socket.on(event, succeed).on('error', fail).on('close', close);
    signal.addEventListener('abort', abort, { once: true });
  });
}

function ignore(): void {
  // Whoever uses the socket sees the error as its end.
}

function assertNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

function cancelled(): OutboundFailure {
  return new OutboundFailure('cancelled', 'The connection was given up.');
}
