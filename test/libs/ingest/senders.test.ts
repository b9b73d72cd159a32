import { describe, expect, it } from 'vitest'
import { Senders } from '#ingest/senders'

describe('senders', () => {
  it('are many by their number a second since one looks', () => {
    const senders = new Senders()
    let now = 1_000
    for (let each = 0; each < 500; each += 1) senders.note()
    const haveManyCome = senders.watch(() => now)
    expect(haveManyCome()).toBe(false)
    now += 200
    expect(haveManyCome()).toBe(false)
    for (let each = 0; each < 11; each += 1) senders.note()
    expect(haveManyCome()).toBe(true)
    now += 20
    expect(haveManyCome()).toBe(false)
  })

  it('are not many while no time has passed', () => {
    const senders = new Senders()
    const haveManyCome = senders.watch(() => 0)
    for (let each = 0; each < 500; each += 1) senders.note()
    expect(haveManyCome()).toBe(false)
  })
})
