import { expect, it } from 'vitest'
import { nearnessOf, Reach } from '#apps/server/registries/network'

it.each([
  ['93.184.216.34', 'PUBLIC'],
  ['2606:2800:220:1:248:1893:25c8:1946', 'PUBLIC'],
  ['10.1.2.3', 'PRIVATE'],
  ['172.31.255.255', 'PRIVATE'],
  ['172.32.0.1', 'PUBLIC'],
  ['192.168.0.1', 'PRIVATE'],
  ['100.64.0.1', 'PRIVATE'],
  ['fd12::1', 'PRIVATE'],
  ['::ffff:10.0.0.1', 'PRIVATE'],
  ['127.0.0.1', 'LOCAL'],
  ['::1', 'LOCAL'],
  ['::ffff:127.0.0.1', 'LOCAL'],
  ['169.254.169.254', 'NEVER'],
  ['::ffff:169.254.169.254', 'NEVER'],
  ['::ffff:a9fe:a9fe', 'NEVER'],
  ['64:ff9b::a9fe:a9fe', 'NEVER'],
  ['::a9fe:a9fe', 'NEVER'],
  ['64:ff9b:1::a9fe:a9fe', 'NEVER'],
  ['fe80::1', 'NEVER'],
  ['0.0.0.0', 'NEVER'],
  ['224.0.0.1', 'NEVER'],
  ['no address', 'NEVER'],
  ['fec0::1', 'NEVER'],
  ['192.0.0.192', 'NEVER'],
  ['192.0.1.1', 'PUBLIC'],
  ['198.18.0.1', 'NEVER'],
  ['198.19.255.255', 'NEVER'],
  ['198.20.0.1', 'PUBLIC'],
  ['::ffff:0:127.0.0.1', 'NEVER'],
  ['::ffff:0:7f00:1', 'NEVER'],
  ['2600::5efe:7f00:1', 'NEVER'],
  ['2600:1:2:3:200:5efe:a00:1', 'NEVER'],
  ['2600::5efe:127.0.0.1', 'NEVER'],
  ['2600:5efe::1', 'PUBLIC'],
  ['2600::1:5efe:7f00:1', 'PUBLIC'],
  ['fe80::1%lo', 'NEVER'],
  ['fd00:ec2::254', 'NEVER'],
  ['fd00:ec2::253', 'PRIVATE'],
  ['100.100.100.200', 'NEVER'],
  ['100.100.100.201', 'PRIVATE'],
])('%s is %s', (address, near) => {
  expect(nearnessOf(address)).toBe(near)
})

/** Whether a registry may send to an address, once it was reached itself. */
function mayGo(registry: string, to: string): boolean {
  const reach = new Reach(registry)
  reach.checkHost(registry)
  try {
    reach.checkHost(to)
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' })
    return false
  }
}

it('sends no nearer to us than it lies itself', () => {
  expect(mayGo('registry.example.com', '93.184.216.34')).toBe(true)
  expect(mayGo('registry.example.com', '10.0.0.1')).toBe(false)
  expect(mayGo('registry.example.com', '[::1]')).toBe(false)
  expect(mayGo('10.0.0.2', '10.0.0.1')).toBe(true)
  expect(mayGo('10.0.0.2', '127.0.0.1')).toBe(false)
  expect(mayGo('127.0.0.1', '10.0.0.1')).toBe(true)
  expect(mayGo('127.0.0.1', '169.254.169.254')).toBe(false)
})

/** What a name is looked up as for a connection; null where it may not be connected to. */
function lookedUp(reach: Reach, host: string): Promise<unknown> {
  return new Promise((resolve) => {
    reach.lookup(host, { all: true }, (error, found) => resolve(error === null ? found : null))
  })
}

it('is held to that by the addresses that names have when they are connected to', async () => {
  expect(await lookedUp(new Reach('registry.example.com'), 'localhost')).toBeNull()
  expect(await lookedUp(new Reach('localhost'), 'localhost')).not.toBeNull()
})
