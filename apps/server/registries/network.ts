import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** How near an address is: `LOCAL` is this machine, `NEVER` what no service of anybody's choice lies behind. */
export type Nearness = 'PUBLIC' | 'PRIVATE' | 'LOCAL' | 'NEVER'

const order: readonly Nearness[] = ['PUBLIC', 'PRIVATE', 'LOCAL', 'NEVER']

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

const local = listOf(['127.0.0.0/8', '::1/128'])
const privately = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'])
/** Of links (clouds keep credentials there), of groups, of tests, of nobody. */
const never = listOf([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // Where Amazon and Alibaba keep credentials, inside networks that are private otherwise.
  'fd00:ec2::254/128',
  '100.100.100.200/32',
])
/** An address of version 4 may be written in 6 in ways that lists of 4 do not see. */
const embedded = listOf(['::/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32'])

/** Whether an address of version 6 holds one of 4 as ISATAP writes it: after 0:5efe or 200:5efe in its second half. */
function isIsatap(address: string): boolean {
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]/`)
  const [before = [], after = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''))
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
  return groups[5] === '5efe' && (groups[4] === '0' || groups[4] === '200')
}

/** How near an IP address is. */
export function nearnessOf(address: string): Nearness {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  const plain = mapped ?? address
  const family = isIP(plain) === 4 ? 'ipv4' : 'ipv6'
  if (isIP(plain) === 0 || never.check(plain, family)) return 'NEVER'
  // ::1 looks like an address of version 4, and is none.
  if (local.check(plain, family)) return 'LOCAL'
  if (embedded.check(plain, family) || (family === 'ipv6' && isIsatap(plain))) return 'NEVER'
  return privately.check(plain, family) ? 'PRIVATE' : 'PUBLIC'
}

function addressRefused(host: string): Error & { readonly code: string } {
  const message = `${host} is an address inside a network that the registry is not in: nothing was sent there`
  return Object.assign(new Error(message), { code: 'ADDRESS_REFUSED' })
}

/**
 * Which addresses may be connected to: those of the host that the administrator named, whichever they are; of hosts that it
 * names none that is nearer to us than it is itself.
 */
export class Reach {
  readonly #host: string
  #own: Nearness = 'PUBLIC'

  /** @param host as a URL has it, without port. */
  constructor(host: string) {
    this.#host = host
  }

  /** @throws ADDRESS_REFUSED for a host that is written as an address. */
  checkHost(host: string): void {
    const bare = host.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0 && !this.#allows(host, bare)) throw addressRefused(host)
  }

  /** Looks a name up and lets only addresses through that may be connected to: what is checked is what is connected to. */
  readonly lookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, '')
      const allowed = found.filter(({ address }) => this.#allows(host, address))
      const [first] = allowed
      if (first === undefined) return done(addressRefused(host), '')
      return options.all === true ? done(null, allowed) : done(null, first.address, first.family)
    })
  }

  #allows(host: string, address: string): boolean {
    const near = nearnessOf(address)
    if (host === this.#host) {
      if (order.indexOf(near) > order.indexOf(this.#own) && near !== 'NEVER') this.#own = near
      return true
    }
    return near !== 'NEVER' && order.indexOf(near) <= order.indexOf(this.#own)
  }
}
