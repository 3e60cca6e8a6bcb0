import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Addresses of one machine, of its network, or of nobody: a file of somebody else is not there. */
const PRIVATE: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  // These contain IPv4 addresses.
  ['64:ff9b:1::', 48],
  ['2002::', 16],
];

const blocked = new BlockList();
for (const [net, prefix] of PRIVATE) blocked.addSubnet(net, prefix, familyOf(net));

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

export const isPrivate = (address: string): boolean => blocked.check(address, familyOf(address));

/** A name that leads to an address that must not be asked. */
class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves names for connections, and refuses private addresses unless `allows` them. It checks what is connected to: a
 * name that was checked before could have another address by then.
 */
export const publicLookup =
  (allows: (address: string) => boolean) =>
  (name: string, options: LookupOptions, callback: Callback): void => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => isPrivate(address) && !allows(address)))
        return callback(new PrivateAddress('a private address'), []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
