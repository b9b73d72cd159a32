import { expect, it } from 'vitest'
import { problemText } from '#catalogue/problem'
import { readAlertRule } from '#catalogue/read-alert'
import { readCatalogue } from '#catalogue/read-catalogue'

function told(text: string): string[] {
  const read = readCatalogue(text)
  return read.ok ? [] : read.problems.map((problem) => problemText('f', problem))
}

const rule = (fields: string): string => `alerts:\n  - name: a\n    ${fields}\n`

const lead = 'metrics: [leadTimeForChanges]\n    '
const rate = 'metrics: [changeFailureRate]\n    '
const duration = 'an ISO 8601 duration without months and years: PT12H, P2D'
const share = 'a share from 0 to 1, or in percent: 0.15, 15%'

it.each([
  [
    `${lead}threshold: { above: PT0S }`,
    `f:4:25 alerts[0].threshold.above: has to be longer than zero; write ${duration}.`,
  ],
  [
    `${lead}threshold: { below: P0D }`,
    `f:4:25 alerts[0].threshold.below: has to be longer than zero; write ${duration}.`,
  ],
  [
    `${lead}threshold: { above: P1D, last: P0D }`,
    'f:4:36 alerts[0].threshold.last: has to be longer than zero; write P30D, P90D, P1Y.',
  ],
  [
    `${rate}threshold: { below: 100% }`,
    `f:4:25 alerts[0].threshold.below: is reached by every share but 1; write ${share}.`,
  ],
  [
    'metrics: [deploymentFrequency]\n    threshold: { below: 0 }',
    'f:4:25 alerts[0].threshold.below: is never reached; write deployments a week: 3.',
  ],
  [
    'metrics: [deploymentFrequency]\n    threshold: { above: -1 }',
    'f:4:25 alerts[0].threshold.above: is always reached: no value is below 0; write deployments a week: 3.',
  ],
])('says why %j is passed never or always', (fields, problem) => expect(told(rule(fields))).toEqual([problem]))

it.each([
  ['metrics: [leadtime]', 'leadTimeForChanges'],
  ['metrics: [MTTR]', 'timeToRestore'],
  ['metrics: [change fail rate]', 'changeFailureRate'],
  ['metrics: [deployment-frequency]', 'deploymentFrequency'],
  ['metrics: [pending]', 'pendingAge'],
  ['metrics: [reworkrat]', 'deploymentReworkRate'],
])('says of %j which metric was meant', (fields, meant) =>
  expect(told(rule(fields))).toEqual([expect.stringMatching(new RegExp(`Did you mean ${meant}\\?$`))]),
)

it('hides nothing behind what is not of the right form', () => {
  const text = `alerts:
  - name: a
    metrics: [leadtime]
    threshold: { above: PT0S, last: P2Y }
    quietHours: { from: 22:00, to: 22:00 }
    channels: [x]
  - { name: b, chanels: [x], metrics: [CFR], threshold: { above: 150% }, quietHours: { from: 22:00, to: 07:00 } }
  - { name: c, metrics: [changeFailureRate], threshold: { below: 0 }, isOn: maybe }
  - { name: d, metrics: [deploymentFrequency], threshold: { above: [3] }, falseAlarmsPerServiceYear: 1 }
freezes:
  - { name: f, from: 2026-12-24, to: 2026-12-20, reason: x }
notify:
  - { name: n, channels: [x] }
`
  const where = told(text).map((problem) => /^f:(\d+):\d+ ([^:]+): (.*?)[;.:,]/.exec(problem)?.slice(1).join(' '))
  expect(where).toEqual([
    '3 alerts[0].metrics[0] must be one of leadTimeForChanges',
    '4 alerts[0].threshold.above has to be longer than zero',
    '4 alerts[0].threshold.last is longer than a year',
    '5 alerts[0].quietHours begin when they end',
    '7 alerts[1].chanels there is no such field',
    '7 alerts[1].metrics[0] must be one of leadTimeForChanges',
    '7 alerts[1].threshold.above is never reached',
    '8 alerts[2].threshold.below is never reached',
    '8 alerts[2].isOn must be boolean',
    '9 alerts[3].threshold.above must be a duration (P2D)',
    '11 freezes[0].to is before it begins',
    '13 notify[0].services is missing',
  ])
})

it('hides nothing of one rule that the API is told either', () => {
  const read = readAlertRule({ name: 'a', metrics: ['timeToRestore'], threshold: { above: 'PT0S' }, isOn: 'maybe' })
  expect(read.ok ? [] : read.faults.map(({ path }) => path.join('.'))).toEqual(['isOn', 'threshold.above'])
})

it('says nothing of what rests on what cannot be read', () => {
  expect(told(rule('metrics: [x]\n    threshold: { above: PT0S }'))).toHaveLength(1)
  expect(told('alerts: [3]\nfreezes: { a: 1 }\nnotify: [{ name: n }]\n')).toHaveLength(3)
})
