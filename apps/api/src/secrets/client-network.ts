import ipaddr from 'ipaddr.js';

/** The part of an IPv6 address that a provider gives to one customer (RFC 6177): whoever has one address has all of it. */
const IPV6_NETWORK_GROUPS = 4;

/**
 * What guesses at passwords and keys are counted against: an IPv4 address, or the /64 network of an IPv6 address.
 * IPv4 written as IPv6 (`::ffff:192.0.2.1`) counts as IPv4.
 */
export function clientNetwork(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const groups = address.parts.slice(0, IPV6_NETWORK_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
