import { expect, it } from 'vitest'
import { watchedMetrics } from '#domain/alert-rule'
import { metricCalls, metricMeant } from '#domain/metric-meant'

it.each([
  ['leadtime', 'leadTimeForChanges'],
  ['Lead-Time for changes', 'leadTimeForChanges'],
  ['leedtime', 'leadTimeForChanges'],
  ['MTTR', 'timeToRestore'],
  ['MTTD', null],
  ['cfr', 'changeFailureRate'],
  ['open_failure', 'openFailure'],
  ['weather', null],
  ['', null],
])('%j means %s', (given, meant) => expect(metricMeant(given, watchedMetrics)).toBe(meant))

it('means nothing that is not asked for, and every name that is called', () => {
  expect(metricMeant('MTTR', ['silence'])).toBeNull()
  expect(Object.keys(metricCalls).toSorted()).toEqual([...watchedMetrics].toSorted())
})
