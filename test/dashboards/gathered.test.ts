import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gathered } from '#dashboards/gathered'

describe('calls that are gathered', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('are acted on once, soon after the first', () => {
    const act = vi.fn()
    const gathered = new Gathered(act, () => false)
    for (let call = 0; call < 1000; call += 1) gathered.call()
    expect(act).not.toHaveBeenCalled()
    vi.advanceTimersByTime(400)
    expect(act).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(60_000)
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('are acted on at most every five seconds, however long they go on, and the last one too', () => {
    const act = vi.fn()
    const gathered = new Gathered(act, () => false)
    for (let tenth = 0; tenth < 600; tenth += 1) {
      gathered.call()
      vi.advanceTimersByTime(100)
    }
    expect(act).toHaveBeenCalledTimes(12)
    vi.advanceTimersByTime(5_000)
    expect(act).toHaveBeenCalledTimes(13)
  })

  it('wait while they must, and are not forgotten', () => {
    const act = vi.fn()
    let waits = true
    const gathered = new Gathered(act, () => waits)
    gathered.call()
    vi.advanceTimersByTime(60_000)
    expect(act).not.toHaveBeenCalled()
    waits = false
    vi.advanceTimersByTime(5_000)
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('are forgotten once stopped', () => {
    const act = vi.fn()
    const gathered = new Gathered(act, () => false)
    gathered.call()
    gathered.stop()
    vi.advanceTimersByTime(60_000)
    expect(act).not.toHaveBeenCalled()
  })
})
