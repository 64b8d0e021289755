// Where a message may go. An address that somebody types is a way to make this machine knock at doors that only it can
// reach (its own, its neighbours', the cloud's); so only addresses of the public network are spoken to, unless whoever
// runs Lapwing names others. It is asked of the address that is really connected to, each time: names change.
import { BlockList, isIP } from 'node:net'

const closed = new BlockList()
// @source IANA special-purpose address registries (RFC 6890 and what follows it)
const closedRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  // addresses of the old kind in a new one: what they lead to cannot be seen from outside
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]
for (const range of closedRanges) add(closed, range)

function add(list: BlockList, range: string): void {
  const [address = '', bits] = range.split('/')
  const version = isIP(address)
  if (version === 0) return
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(bits), family)
}

/** @param networks addresses or ranges that whoever runs Lapwing allows besides the public network */
export function mayConnect(ip: string, networks: readonly string[]): boolean {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain)
  if (version === 0) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const allowed = new BlockList()
  for (const range of networks) add(allowed, range)
  if (allowed.check(plain, family)) return true
  // a new address that wraps an old one is checked as that one, so this holds for both ways of writing it
  return !closed.check(plain, family)
}

export type AddressProblem = 'form' | 'encrypted' | 'person' | 'here'

/**
 * A receiver's address as it is kept: https, no name and password in it, no part after '#', and not plainly an address
 * of this machine or its neighbours (`here`). What a name leads to is asked when something is sent.
 */
export function receiverAddress(
  text: string,
  networks: readonly string[],
): Readonly<{ address: string }> | Readonly<{ problem: AddressProblem }> {
  const url = URL.parse(text.trim())
  if (url === null || text.trim().length > 500) return { problem: 'form' }
  if (url.protocol !== 'https:') return { problem: 'encrypted' }
  if (url.username !== '' || url.password !== '') return { problem: 'person' }
  if (url.hash !== '') return { problem: 'form' }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return mayConnect(host, networks) ? { address: url.href } : { problem: 'here' }
  if (host === 'localhost' || host.endsWith('.localhost'))
    return mayConnect('127.0.0.1', networks) ? { address: url.href } : { problem: 'here' }
  return host.includes('.') ? { address: url.href } : { problem: 'here' }
}
