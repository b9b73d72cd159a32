import { describe, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import type { Finding } from '#alerts/finding'
import { type KeptAlert, nextSteps } from '#alerts/life-cycle'

const start = Date.UTC(2026, 0, 5)
const week = (number: number) => start + number * 7 * DAY
const now = week(40)
const at = { since: () => week(0), now }

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    detector: 'leadTimeForChanges',
    direction: 'WORSE',
    level: 'ALERT',
    onset: { from: week(36), to: week(37) },
    openedAt: week(39),
    ended: null,
    before: 86_400,
    after: 259_200,
    usualFrom: week(10),
    ...changes,
  }
}

function kept(changes: Partial<KeptAlert> = {}): KeptAlert {
  return {
    id: 1,
    detector: 'leadTimeForChanges',
    direction: 'WORSE',
    level: 'ALERT',
    onsetFrom: week(36),
    endedAt: null,
    state: 'OPEN',
    ...changes,
  }
}

describe('the life of an alert', () => {
  it('opens once, and tells somebody of what is new', () => {
    expect(nextSteps([], [finding()], at)).toMatchObject([{ kind: 'OPEN', isTold: true }])
    expect(nextSteps([kept()], [finding()], at)).toMatchObject([{ kind: 'KEEP', id: 1 }])
    expect(nextSteps([kept({ state: 'ACKNOWLEDGED' })], [finding()], at)).toMatchObject([{ kind: 'KEEP', id: 1 }])
  })

  it('tells nobody of what was raised weeks before it was seen, is over, or is only watched', () => {
    const old = finding({ onset: { from: week(30), to: week(31) }, openedAt: week(33) })
    expect(nextSteps([], [old], at)).toMatchObject([{ kind: 'OPEN', isTold: false }])
    const over = finding({ ended: { at: week(40), how: 'RETURNED' } })
    expect(nextSteps([], [over], at)).toMatchObject([{ kind: 'OPEN', isTold: false }])
    expect(nextSteps([], [finding({ level: 'WATCH' })], at)).toMatchObject([{ kind: 'OPEN', isTold: false }])
  })

  it('ends where the metric is as usual again, once', () => {
    const over = finding({ ended: { at: week(40), how: 'RETURNED' } })
    expect(nextSteps([kept()], [over], at)).toMatchObject([{ kind: 'END', id: 1 }])
    expect(nextSteps([kept({ state: 'RETURNED', endedAt: week(40) })], [over], at)).toMatchObject([{ kind: 'KEEP' }])
  })

  it('is the same alert when late data moves its onset by a week', () => {
    const moved = finding({ onset: { from: week(37), to: week(38) } })
    expect(nextSteps([kept()], [moved], at)).toMatchObject([{ kind: 'KEEP', id: 1 }])
  })

  it('is withdrawn where it is not found any more, unless it began before what is looked at', () => {
    expect(nextSteps([kept()], [], at)).toEqual([{ kind: 'WITHDRAW', id: 1, level: 'ALERT' }])
    expect(nextSteps([kept()], [], { ...at, since: () => week(37) })).toEqual([])
    expect(nextSteps([kept({ state: 'RETURNED', endedAt: week(39) })], [], at)).toEqual([])
    expect(nextSteps([kept({ state: 'WITHDRAWN', endedAt: week(39) })], [finding()], at)).toMatchObject([
      { kind: 'OPEN' },
    ])
  })

  it('opens again where by late data it did not end', () => {
    expect(nextSteps([kept({ state: 'RETURNED', endedAt: week(39) })], [finding()], at)).toMatchObject([
      { kind: 'REOPEN', id: 1 },
    ])
  })

  it('raises what was watched, and watches nothing that an alert covers', () => {
    const watched = finding({ level: 'WATCH', openedAt: week(38) })
    expect(nextSteps([kept({ level: 'WATCH' })], [watched, finding()], at)).toMatchObject([{ kind: 'RAISE', id: 1 }])
    expect(nextSteps([], [watched, finding()], at)).toHaveLength(1)
  })

  it('withdraws an alert of which only something to watch is left', () => {
    const steps = nextSteps([kept()], [finding({ level: 'WATCH' })], at)
    expect(steps.map(({ kind }) => kind).toSorted()).toEqual(['OPEN', 'WITHDRAW'])
  })

  it('keeps tests and directions apart', () => {
    const other = finding({ detector: 'deploymentFrequency' })
    expect(nextSteps([kept()], [other, finding()], at).map(({ kind }) => kind)).toEqual(['OPEN', 'KEEP'])
    expect(nextSteps([kept({ direction: 'BETTER' })], [finding()], at).map(({ kind }) => kind)).toEqual([
      'OPEN',
      'WITHDRAW',
    ])
  })
})

describe('alerts of one test that overlap', () => {
  const [first, second] = [week(36), week(37)]
  const failure = (from: number, endedAt: number | null): Finding =>
    finding({
      detector: 'openFailure',
      onset: { from, to: from },
      openedAt: from + DAY,
      ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
    })
  const kind = ({ kind: what }: { readonly kind: string }): string => what
  const keptFailure = (id: number, onsetFrom: number, endedAt: number | null): KeptAlert =>
    kept({ id, detector: 'openFailure', onsetFrom, endedAt, state: endedAt === null ? 'OPEN' : 'RETURNED' })

  it('stay what they are when one of them ends, at each later look', () => {
    const found = [failure(first, week(39)), failure(second, null)]
    const both = [keptFailure(1, first, null), keptFailure(2, second, null)]
    expect(nextSteps(both, found, at)).toMatchObject([
      { kind: 'END', id: 1 },
      { kind: 'KEEP', id: 2 },
    ])
    const later = [keptFailure(1, first, week(39)), keptFailure(2, second, null)]
    expect(nextSteps(later, found, at).map(kind)).toEqual(['KEEP', 'KEEP'])
  })

  it('end before another one opens', () => {
    const steps = nextSteps([keptFailure(2, second, null)], [failure(first, null), failure(second, week(39))], at)
    expect(steps.map(kind)).toEqual(['END', 'OPEN'])
  })

  it('do not become another one where late data adds one before', () => {
    const found = [failure(first, week(39)), failure(second, null)]
    expect(nextSteps([keptFailure(1, second, null)], found, at)).toMatchObject([
      { kind: 'OPEN', finding: { onset: { from: first } } },
      { kind: 'KEEP', id: 1 },
    ])
  })
})

describe('what began before the reach of the detectors', () => {
  const old = { ...at, since: () => week(38) }

  it('ends where it is kept', () => {
    const over = finding({ ended: { at: week(39), how: 'RETURNED' } })
    expect(nextSteps([kept()], [over], old)).toMatchObject([{ kind: 'END', id: 1 }])
  })

  it('is not kept anew where it is over', () => {
    expect(nextSteps([], [finding({ ended: { at: week(39), how: 'RETURNED' } })], old)).toEqual([])
  })
})
