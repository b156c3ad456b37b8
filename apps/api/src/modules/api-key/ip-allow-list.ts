import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

const IPV4_BITS = 32;
const IPV6_BITS = 128;
/** IPv4 within IPv6 (`::ffff:0:0/96`). */
const MAPPED_PREFIX_BITS = IPV6_BITS - IPV4_BITS;
const PREFIX_PATTERN = /^(0|[1-9]\d{0,2})$/;

/** Whether the text is an address or a CIDR block, of IPv4 or IPv6, without a zone. */
export function isAddressRange(text: string): boolean {
  return parseRange(text) !== null;
}

/** Lists are read once: the same array stands for the same list. */
const parsed = new WeakMap<readonly string[], readonly Range[]>();

/**
 * Whether an address lies in any of the blocks; an empty list holds every address. An IPv4 address that arrives written as IPv6
 * (`::ffff:192.0.2.1`, as on a dual-stack socket) is the IPv4 address, in the list as in the request.
 */
export function isAddressAllowed(ip: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  if (isIP(ip) === 0 || ip.includes('%')) return false;
  const address = ipaddr.process(ip);
  return rangesOf(allowed).some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

function rangesOf(allowed: readonly string[]): readonly Range[] {
  let ranges = parsed.get(allowed);
  if (!ranges) {
    ranges = allowed.map(parseRange).filter((range) => range !== null);
    parsed.set(allowed, ranges);
  }
  return ranges;
}

function parseRange(text: string): Range | null {
  const [address = '', prefix, ...rest] = text.split('/');
  // node's own reading is strict; ipaddr.js would take `10` and `0x7f.1` for addresses too.
  if (rest.length > 0 || isIP(address) === 0 || address.includes('%')) return null;
  const ownBits = isIPv4(address) ? IPV4_BITS : IPV6_BITS;
  if (prefix !== undefined && !(PREFIX_PATTERN.test(prefix) && Number(prefix) <= ownBits)) return null;
  const bits = prefix === undefined ? ownBits : Number(prefix);
  const network = ipaddr.parse(address);
  if (network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= MAPPED_PREFIX_BITS) {
    return [network.toIPv4Address(), bits - MAPPED_PREFIX_BITS];
  }
  return [network, bits];
}
