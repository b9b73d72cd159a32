import { expect, it } from 'vitest'
import { redacted } from '#sources/argo-rollouts/redacted'
import { translate } from '#sources/argo-rollouts/translate'

const canary = 'hunter2-7f3a'
const env = [{ name: 'PASSWORD', value: canary }]
const container = { name: 'basket', image: 'registry.example.com/shop/basket:2.4.0', env, args: [`--key=${canary}`] }
const body = {
  event: 'aborted',
  at: { nested: canary },
  rollout: {
    metadata: { uid: 'u-1', name: 'basket', annotations: { 'rollout.argoproj.io/revision': '7', other: canary } },
    spec: { template: { spec: { containers: [container], initContainers: [container] } } },
    status: {
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          message: `Post "https://u:${canary}@metrics.example.com/q?key=${canary}"`,
        },
      ],
      canary: { currentStepAnalysisRunStatus: { status: 'Failed', metadata: canary } },
    },
  },
  analysisRuns: [
    {
      metadata: { name: 'a' },
      spec: { args: [{ value: canary }] },
      status: { phase: 'Failed', metricResults: [canary] },
    },
  ],
}

const text = JSON.stringify(body)
const store = (given: string): string => redacted(Buffer.from(given)).toString()

it('keeps of a notification what is read of it, and nothing where a secret may stand', () => {
  expect(text.split(canary)).toHaveLength(12)
  expect(store(text)).not.toContain(canary)
  expect(store(store(text))).toBe(store(text))
})

it('reads of what is stored the same as of what was sent', () => {
  const sent = { ...body, at: '2026-03-02T10:12:00Z' }
  const stored: unknown = JSON.parse(store(JSON.stringify(sent)))
  expect(translate(stored)).toEqual(translate(sent))
  expect(translate(stored)).toMatchObject({ statements: [{ abortReason: 'analysis_failed' }] })
})

it('keeps of what is no JSON the shape alone', () => {
  for (let end = 1; end < text.length; end += 7) expect(store(text.slice(0, end))).not.toContain('hunter')
  expect(store('{"event": "completed", "rollout": {"env": map[PASSWORD:hunter2-7f3a]')).toBe(
    '{"event": "completed", "rollout": {"xxx": map[xxxxxxxx:xxxxxx0-0x0x]',
  )
})
