import { expect, it } from 'vitest'
import type { PresetAnswers, PresetName } from '#dashboards/preset-answers'
import { viewPreset } from '#dashboards/preset-words'
import { certainty, metricAnswers } from './answers.ts'

/** Plain answers by a preset, but for what is given. */
function answersBy(preset: PresetName, given: Partial<PresetAnswers> = {}): PresetAnswers {
  const definition = { preset, text: `As ${preset} does.`, rulesVersion: '1' }
  const answers = Object.entries({ ...metricAnswers(), ...given }).map(([name, answer]) => [
    name,
    { ...answer, definition },
  ])
  return Object.fromEntries(answers) as PresetAnswers
}
const definition = { preset: 'GITLAB', text: '', rulesVersion: '1' } as const

it('what was counted has the words of the system', () => {
  const counted = (preset: PresetName) =>
    (['leadTimeForChanges', 'changeFailureRate', 'timeToRestore'] as const).map(
      (name) => viewPreset(name, answersBy(preset)).samples,
    )
  expect(counted('LEADLINE')).toEqual(['20 changes', '2 of 20 deployments', '2 failures'])
  expect(counted('GITLAB')).toEqual(['20 requests', '2 incidents, 20 deployments', '2 incidents'])
  expect(counted('DATADOG')).toEqual(['20 deployments', '2 of 20 deployments', '2 failures'])
  expect(counted('DEVLAKE')).toEqual(['20 requests', '2 of 20 deployments', '2 incidents'])
})

it('what a system does not compute is said of the system, and what it leaves out is counted', () => {
  const none = { ...certainty({ sampleSize: 0, unavailableReason: 'NOT_CONFIGURED' }), rate: null, definition }
  const view = viewPreset(
    'deploymentReworkRate',
    answersBy('GITLAB', { deploymentReworkRate: { ...none, rework: 0, deployments: 0 } }),
  )
  expect(view).toMatchObject({ value: null, words: null, reason: 'GitLab has no such number', samples: '' })
  const open = { ...certainty({ sampleSize: 2 }), medianSeconds: 1_800, openCount: 3, atLeastSeconds: null, definition }
  expect(viewPreset('timeToRestore', answersBy('DEVLAKE', { timeToRestore: open })).samples).toBe(
    '2 incidents, 3 open and left out',
  )
})

it('a rate above 1 is shown as it is', () => {
  const twice = { ...certainty({ sampleSize: 1 }), rate: 2, failed: 2, deployments: 1, definition }
  const { words, samples, rule } = viewPreset('changeFailureRate', answersBy('GITLAB', { changeFailureRate: twice }))
  expect(words?.text.replaceAll('\u00A0', ' ')).toBe('200 %')
  expect([samples, rule]).toEqual(['2 incidents, 1 deployment', 'As GITLAB does.'])
})
