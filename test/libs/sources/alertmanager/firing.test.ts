import { describe, expect, it } from 'vitest'
import { MINUTE } from '#domain/instant'
import { fingerprintOf } from '#sources/alertmanager/fingerprint'
import { alertsBy, type Reading, readReading } from '#sources/alertmanager/firing'
import { type AlertingRule, readFiring, readRelabelling, readRules, toldLabels } from '#sources/alertmanager/prometheus'

const start = Date.UTC(2026, 2, 4, 10)
const labels = { alertname: 'Slow', service: 'shop' }
const rule: AlertingRule = { name: 'Slow', labels: {}, annotations: {}, every: MINUTE, evaluatedAt: null }
const begin: Reading = { until: start, firing: [] }
const relabelling = { external: {}, dropped: [] }

/** Minutes of begin and end of each alert, of evaluations in these minutes; null: it fires. */
function spans(
  before: Reading,
  minutes: readonly number[],
  until: number,
  more: Partial<AlertingRule> = {},
): { readonly told: readonly (readonly [number, number | null, unknown])[]; readonly reading: Reading } {
  const series = [{ labels, times: minutes.map((at) => start + at * MINUTE) }]
  const rules = [{ ...rule, ...more }]
  const { alerts, reading } = alertsBy(before, { series, until: start + until * MINUTE, rules, relabelling })
  const told = alerts.map(({ body }) => {
    const [{ startsAt, endsAt, annotations }] = (
      body as { readonly alerts: [{ startsAt: string; endsAt: string; annotations: { summary?: string } }] }
    ).alerts
    const minute = (time: string): number => (Date.parse(time) - start) / MINUTE
    return [minute(startsAt), endsAt.startsWith('0001-') ? null : minute(endsAt), annotations.summary] as const
  })
  return { told, reading }
}

describe('an alert of Prometheus', () => {
  it('fires from its first evaluation to the first at which it does not', () => {
    expect(spans(begin, [3, 4, 5], 60).told).toEqual([[3, 6, undefined]])
  })

  it('is another where one evaluation lies between', () => {
    expect(spans(begin, [3, 5, 6], 60).told).toEqual([
      [3, 4, undefined],
      [5, 7, undefined],
    ])
  })

  it('fires until the next reading, and is told once', () => {
    const first = spans(begin, [3, 4, 5], 5)
    expect(first.told).toEqual([[3, null, undefined]])
    const stored = readReading(JSON.parse(JSON.stringify(first.reading)))
    const second = spans(stored ?? begin, [4, 5, 6, 7], 7)
    expect(second.told).toEqual([])
    expect(spans(second.reading, [], 60).told).toEqual([[3, 8, undefined]])
  })

  it('of a rule that is evaluated seldom fires as long', () => {
    expect(spans(begin, [5, 35, 65], 120, { every: 30 * MINUTE }).told).toEqual([[5, 95, undefined]])
  })

  it.each([
    ['is slow', 'is slow'],
    ['{{ $labels.service }} is slow, says {{.Labels.alertname}}', 'shop is slow, says Slow'],
    ['{{ $value }} is slow', undefined],
  ])('says %s as its rule does', (summary, said) => {
    expect(spans(begin, [3], 60, { annotations: { summary } }).told).toEqual([[3, 4, said]])
  })

  it('is one of a pair whose label is taken away', () => {
    const series = ['a', 'b'].map((replica, at) => ({
      labels: { ...labels, replica },
      times: [start + (at + 1) * MINUTE],
    }))
    const pair = { external: { cluster: 'eu' }, dropped: ['replica'] }
    const { alerts } = alertsBy(begin, { series, until: start + 60 * MINUTE, rules: [], relabelling: pair })
    expect(alerts.map(({ id }) => id)).toEqual([
      `${fingerprintOf({ ...labels, cluster: 'eu' })}/${start + MINUTE}/${start + 3 * MINUTE}`,
    ])
  })
})

describe('what Prometheus answers', () => {
  it('has the fingerprint that Alertmanager gives', () => {
    expect(fingerprintOf({})).toBe('cbf29ce484222325')
    // Of the documentation of FNV-1a: "a" alone is af63dc4c8601ec8c; here it is followed by a separator.
    expect(fingerprintOf({ b: '2', a: '1' })).toBe(fingerprintOf({ a: '1', b: '2' }))
    expect(fingerprintOf({ alertname: 'SuperplaneTestAlert', severity: 'warning' })).toBe('aac3b474e2c0658c')
  })

  it.each([
    ['global: { external_labels: { prometheus: k8s } }', { external: { prometheus: 'k8s' }, dropped: [] }],
    [
      'alerting: { alert_relabel_configs: [{ action: labeldrop, regex: (replica|pod) }] }',
      { external: {}, dropped: ['replica', 'pod'] },
    ],
    [
      'alerting: { alert_relabel_configs: [{ action: labeldrop, regex: replica.* }] }',
      { unread: 'alert_relabel_configs with action labeldrop and regex replica.*' },
    ],
    [
      'alerting: { alert_relabel_configs: [{ target_label: x }] }',
      { unread: 'alert_relabel_configs with action replace and regex (.*)' },
    ],
    ['{}', { external: {}, dropped: [] }],
    ['[', null],
    ['- 1', null],
  ])('relabels by %s', (yaml, expected) => {
    expect(readRelabelling({ status: 'success', data: { yaml } })).toEqual(expected)
  })

  it('is no answer where it says otherwise', () => {
    for (const answer of [
      null,
      {},
      { status: 'error' },
      { status: 'success', data: { resultType: 'vector', result: [] } },
    ]) {
      expect([readRules(answer), readFiring(answer), readRelabelling(answer)]).toEqual([null, null, null])
    }
  })

  it('gives an alert its own label where Prometheus has one of that name', () => {
    expect(toldLabels({ team: 'pay', empty: '' }, { external: { team: 'all', zone: 'b' }, dropped: [] })).toEqual({
      team: 'pay',
      zone: 'b',
    })
  })
})
