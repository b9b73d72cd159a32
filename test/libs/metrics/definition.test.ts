import { describe, expect, it } from 'vitest'
import { HOUR } from '#domain/instant'
import { defaultDefinition, definitionOf, definitionText } from '#metrics/definition'
import { metrics } from '#metrics/index'
import { metricIds } from '#metrics/metric'

describe('definitions', () => {
  it('keep the default where a leaf is null or absent', () => {
    expect(definitionOf({})).toEqual(defaultDefinition)
    expect(definitionOf({ unit: null, start: undefined, arrival: 'FIRST' })).toEqual({
      ...defaultDefinition,
      arrival: 'FIRST',
    })
    expect(definitionOf({ __proto__: { unit: 'COMMIT' } } as never)).toEqual(defaultDefinition)
  })

  it('are told in words that name every leaf', () => {
    expect(definitionText(defaultDefinition)).toContain('CODE, CONFIG')
    const text = definitionText(
      definitionOf({
        unit: 'COMMIT',
        start: 'MERGED',
        arrival: 'FIRST',
        kinds: ['CODE'],
        authorship: ['HUMAN'],
        excludeWeekend: true,
        failedOutcomes: true,
        minimumConfidence: 'HIGH',
        labels: ['eu'],
        blameWindow: 24 * HOUR,
      }),
    )
    for (const part of [
      'each commit',
      'was merged',
      'first arrival',
      'kinds CODE ',
      'HUMAN',
      'Saturdays',
      'FAILED',
      'HIGH',
      'eu',
      '24 hours',
    ])
      expect(text).toContain(part)
  })
})

describe('the registry', () => {
  it('holds the five under their ids', () => {
    expect(Object.keys(metrics)).toEqual([...metricIds])
    for (const [id, metric] of Object.entries(metrics)) {
      expect(metric.id).toBe(id)
      expect(metric.definition).toMatch(/^[A-Z].*\.$/)
    }
  })
})
