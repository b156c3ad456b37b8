import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** IPv6 that IANA hands out to the Internet (RFC 4291 section 2.4); everything outside is special or not assigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::');
const GLOBAL_UNICAST_BITS = 3;

/**
 * NAT64's well-known prefix (RFC 6052): the last 32 bits are the IPv4 address that is really reached. On networks
 * without IPv4 every IPv4-only host is seen through it, so the embedded address decides.
 */
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const NAT64_BITS = 96;
const NAT64_IPV4_OFFSET_BYTES = 12;

/** Azure's metadata service has an address that looks public; those of the other clouds lie in refused ranges. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * Whether an address may be connected to on behalf of a tenant: a unicast address of the public Internet.
 *
 * Everything that IANA's special-purpose registries list is refused (loopback, private, link-local, CGNAT, multicast,
 * broadcast, unspecified, reserved, documentation, benchmarking, unique and site local, transition mechanisms), and so
 * are IPv4-mapped and IPv4-compatible IPv6 addresses, whatever they embed, addresses with a zone and metadata services.
 * @param ip a textual IPv4 or IPv6 address in its strict form; any other text is not public
 */
export function isPublicAddress(ip: string): boolean {
  if (isIP(ip) === 0 || ip.includes('%')) return false;
  const address = ipaddr.parse(ip);
  return address instanceof ipaddr.IPv4 ? isPublicIpv4(address) : isPublicIpv6(address);
}

/** Whether two texts name the same address, however they are written. */
export function isSameAddress(one: string, other: string): boolean {
  if (isIP(one) === 0 || isIP(other) === 0) return false;
  return ipaddr.parse(one).toNormalizedString() === ipaddr.parse(other).toNormalizedString();
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !METADATA_ADDRESSES.has(address.toString());
}

function isPublicIpv6(address: ipaddr.IPv6): boolean {
  if (address.match(NAT64, NAT64_BITS)) {
    return isPublicIpv4(new ipaddr.IPv4(address.toByteArray().slice(NAT64_IPV4_OFFSET_BYTES)));
  }
  return address.match(GLOBAL_UNICAST, GLOBAL_UNICAST_BITS) && address.range() === 'unicast';
}
