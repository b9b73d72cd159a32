import { describe, expect, it } from 'vitest'
import { AskLimit, asksPerMinute, networkOf } from '#access/ask-limit'

const start = Date.parse('2026-03-20T00:00:00Z')

function exhausted(limit: AskLimit, name: string, now: number): number {
  let answered = 0
  while (limit.take(name, now) === 0) answered += 1
  return answered
}

describe('how often an asker may ask', () => {
  it('is so many at once, then so many a minute, and each refusal is counted', () => {
    const limit = new AskLimit()
    expect(exhausted(limit, 'a', start)).toBe(asksPerMinute)
    expect(limit.take('a', start)).toBe(1)
    expect([limit.refused('a'), limit.refusedInAll]).toEqual([2, 2])
    expect(exhausted(limit, 'a', start + 30_000)).toBe(asksPerMinute / 2)
    expect(exhausted(limit, 'a', start + 3_600_000)).toBe(asksPerMinute)
  })

  it('tells those who are refused to come one after the other, within five minutes', () => {
    const limit = new AskLimit()
    exhausted(limit, 'a', start)
    const waits = Array.from({ length: 2_000 }, () => limit.take('a', start))
    expect(waits.slice(0, 5)).toEqual([1, 2, 2, 3, 3])
    expect(Math.max(...waits)).toBe(301)
    expect(exhausted(limit, 'a', start + 301_000)).toBe(asksPerMinute)
    expect(limit.take('a', start + 301_000)).toBeLessThan(3)
  })

  it('takes nothing from others', () => {
    const limit = new AskLimit()
    exhausted(limit, 'a', start)
    expect(limit.take('b', start)).toBe(0)
    expect(limit.refused('b')).toBe(0)
  })

  it('gives nothing for a clock that goes back', () => {
    const limit = new AskLimit()
    exhausted(limit, 'a', start)
    expect(limit.take('a', start - 3_600_000)).toBe(1)
  })

  it('forgets the one that asked longest ago, where there are too many to remember', () => {
    const limit = new AskLimit()
    exhausted(limit, 'first', start)
    for (let at = 0; at < 10_000; at += 1) limit.take(`other ${at}`, start)
    expect(limit.refused('first')).toBe(0)
    expect(limit.take('first', start)).toBe(0)
  })
})

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0db8:0001::', '2001:db8:1:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
