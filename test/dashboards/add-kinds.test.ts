import { expect, it } from 'vitest'
import { kindGroups } from '#dashboards/add-kinds'
import { addKinds } from '#dashboards/url-state'

it('offers every kind of source in one group', () => {
  expect(kindGroups.flatMap(({ kinds }) => kinds).toSorted()).toEqual([...addKinds].toSorted())
})
