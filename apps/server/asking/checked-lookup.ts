import { lookup as resolve } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { nearnessOf } from '../registries/network.ts'

/** `code` of the error of a name that leads to an address which may not be connected to. */
export const isRefusedCode = 'ADDRESS_REFUSED'

/** Whether an IP address may be connected to; one of a link or of nobody never may. */
export function isAllowed(address: string, allowPrivate: boolean): boolean {
  const near = nearnessOf(address)
  return near === 'PUBLIC' || (allowPrivate && near !== 'NEVER')
}

/** Whether a host that is written as an address may be connected to; names are looked up first. */
export function isAllowedHost(host: string, allowPrivate: boolean): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return isIP(bare) === 0 || isAllowed(bare, allowPrivate)
}

/** Looks a name up, and finds nothing where one of its addresses is not allowed: what is checked is what is connected to. */
export function checkedLookup(allowPrivate: boolean): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, '')
      const [first] = found
      if (first === undefined || !found.every(({ address }) => isAllowed(address, allowPrivate))) {
        return done(Object.assign(new Error(`${host} is at an address that is not asked`), { code: isRefusedCode }), '')
      }
      return options.all === true ? done(null, found) : done(null, first.address, first.family)
    })
  }
}
