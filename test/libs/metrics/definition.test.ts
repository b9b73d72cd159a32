import { describe, expect, it } from 'vitest'
import { HOUR } from '#domain/instant'
import { defaultDefinition, definitionOf, type DefinitionLeaves } from '#metrics/definition'
import { definitionText } from '#metrics/definition-text'
import { metrics } from '#metrics/index'
import { type MetricId, metricIds } from '#metrics/metric'

describe('definitions', () => {
  it('keep the default where a leaf is null or absent', () => {
    expect(definitionOf({})).toEqual(defaultDefinition)
    expect(definitionOf({ unit: null, start: undefined, arrival: 'FIRST' })).toEqual({
      ...defaultDefinition,
      arrival: 'FIRST',
    })
    expect(definitionOf({ __proto__: { unit: 'COMMIT' } } as never)).toEqual(defaultDefinition)
  })

  const text = (id: MetricId, leaves: DefinitionLeaves = {}): string =>
    definitionText(id, metrics[id].definition, definitionOf(leaves))

  it('are told as the rule of the metric, and what a rollback blames, where nothing was chosen', () => {
    for (const id of metricIds)
      expect(text(id)).toBe(
        id === 'changeFailureRate'
          ? `${metrics[id].definition} A rollback blames the first deployment after the version that it went back to was last live.`
          : metrics[id].definition,
      )
  })

  it.each<[DefinitionLeaves, MetricId, string]>([
    [{ unit: 'COMMIT' }, 'leadTimeForChanges', 'takes each commit once'],
    [{ unit: 'DEPLOYMENT' }, 'leadTimeForChanges', 'mean of its changes'],
    [{ start: 'COMMITTED' }, 'leadTimeForChanges', 'it was committed to'],
    [{ start: 'PUSHED' }, 'leadTimeForChanges', 'first pushed'],
    [{ start: 'PR_OPENED' }, 'leadTimeForChanges', 'request was opened'],
    [{ start: 'MERGED' }, 'leadTimeForChanges', 'was merged'],
    [{ arrival: 'FIRST' }, 'leadTimeForChanges', 'to the first arrival'],
    [{ arrival: 'FIRST' }, 'deploymentFrequency', 'live from its first arrival'],
    [{ kinds: ['CODE'] }, 'deploymentFrequency', 'kinds CODE.'],
    [{ authorship: ['HUMAN', 'AGENT'] }, 'leadTimeForChanges', 'by HUMAN, AGENT only'],
    [{ excludeWeekend: true }, 'timeToRestore', 'Saturdays'],
    [{ failedOutcomes: true }, 'changeFailureRate', 'FAILED counts'],
    [{ minimumConfidence: 'LOW' }, 'changeFailureRate', 'below LOW'],
    [{ minimumConfidence: 'MEDIUM' }, 'timeToRestore', 'below MEDIUM confidence are left out.'],
    [{ minimumConfidence: 'HIGH' }, 'leadTimeForChanges', 'below HIGH'],
    [{ labels: ['eu'] }, 'deploymentReworkRate', 'labelled eu'],
    [{ blame: 'LAST_BEFORE_ROLLBACK' }, 'changeFailureRate', 'blames the deployment that was live'],
    [{ blame: 'ALL_BETWEEN' }, 'timeToRestore', 'blames every deployment since'],
    [{ blameWindow: 24 * HOUR }, 'changeFailureRate', 'reaches 24 hours'],
    [{ failureSigns: ['REVERT'] }, 'timeToRestore', 'shown by corrections, REVERT only.'],
    [{ failureSigns: [] }, 'changeFailureRate', 'shown by corrections only.'],
    [{ reworkReasons: ['HOTFIX'] }, 'deploymentReworkRate', 'Rework is by HOTFIX only.'],
    [{ preset: 'GITLAB', kinds: ['CONFIG'] }, 'deploymentFrequency', 'kinds CONFIG.'],
  ])('%j is told of %s: %s', (leaves, id, words) => {
    expect(text(id, leaves)).toContain(words)
    expect(text(id)).not.toContain(words)
  })

  it('say nothing of what does not move a metric, nor twice of what does', () => {
    expect(text('deploymentFrequency', { start: 'MERGED', authorship: ['BOT'], blame: 'ALL_BETWEEN' })).toBe(
      text('deploymentFrequency'),
    )
    expect(text('leadTimeForChanges', { start: 'MERGED' })).not.toContain('first commit')
    expect(text('changeFailureRate', { blame: 'ALL_BETWEEN' }).match(/A rollback blames/g)).toHaveLength(1)
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
