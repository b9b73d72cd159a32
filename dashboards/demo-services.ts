/** The services of the demo, so that the pages can say what is made up; a test holds them against the demo itself. */
export const demoServices: readonly string[] = [
  'checkout',
  'gateway',
  'identity',
  'inventory',
  'ledger',
  'notifications',
  'orders',
  'recommendations',
  'search',
  'shipping',
  'shop-web',
  'tax-rates',
]

const names = new Set(demoServices)

/** Whether the demo, where it is loaded, says things about a service of this name. */
export function isOfDemo(service: string): boolean {
  return names.has(service)
}
