import { expect, it } from 'vitest'
import { demoServices, isOfDemo } from '#dashboards/demo-services'
import { demoNames } from '#demo/load'

it('names the services of the demo, all of them and no other', () => {
  expect(demoServices.toSorted()).toEqual(demoNames.services.toSorted())
  expect(demoNames.services.every(isOfDemo)).toBe(true)
  expect(isOfDemo('shop')).toBe(false)
})
