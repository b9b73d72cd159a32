import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const ranges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]
const list = new BlockList()
for (const [net, prefix, family] of ranges) list.addSubnet(net, prefix, family)

/** Whether an IP address is of this machine, of a private network, or of nobody. Embedded IPv4 counts as what it is. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const ip = mapped ?? address
  const version = isIP(ip)
  if (version === 0) return true
  // What wraps an IPv4 in other ways leads wherever that does.
  if (version === 6 && /^(?:::ffff:|64:ff9b:|2002:)/i.test(ip)) return true
  return list.check(ip, version === 4 ? 'ipv4' : 'ipv6')
}

/** `code` of the error of a name that leads to a private address. */
export const isPrivateCode = 'PRIVATE_ADDRESS'

/** Looks a name up, and finds nothing where any of its addresses is private: what is checked is what is connected to. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0)
    const found = addresses.find(({ address }) => isPrivateAddress(address))
    const [first] = addresses
    if (found !== undefined || first === undefined) {
      const refused = Object.assign(new Error(`${hostname} is at a private address`), { code: isPrivateCode })
      return callback(refused, '', 0)
    }
    if (options.all === true) return callback(null, addresses)
    return callback(null, first.address, first.family)
  })
}
