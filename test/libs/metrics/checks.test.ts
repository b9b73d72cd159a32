import { type CheckRun, measureChecks } from '#metrics/checks'
import { describe, expect, it } from 'vitest'

/** A run of `seconds`; null: it has not ended. */
function run(sha: string, seconds: number | null, given: Partial<CheckRun> = {}): CheckRun {
  return { name: 'ci', sha, startedAt: 0, finishedAt: seconds === null ? null : seconds * 1_000, attempt: 1, ...given }
}

describe('checks before the merge', () => {
  it('are unknown with a reason where none is known, and where none has ended', () => {
    const unknown = { p50Seconds: null, p90Seconds: null, sampleSize: 0, unavailableReason: 'NO_DATA' }
    expect(measureChecks([])).toEqual({ ...unknown, rerunShare: null })
    expect(measureChecks([run('a', null)])).toEqual({ ...unknown, rerunShare: 0 })
  })

  it('have a median from one run on, and a ninetieth percentile from ten', () => {
    const nine = Array.from({ length: 9 }, (_, index) => run(`c${index}`, (index + 1) * 60))
    expect(measureChecks(nine)).toMatchObject({ p50Seconds: 300, p90Seconds: null, sampleSize: 9 })
    // Of 1 to 10 minutes: 5.5, and nine tenths of the way from the first to the tenth, 9.1.
    expect(measureChecks([...nine, run('c9', 600)])).toMatchObject({
      p50Seconds: 330,
      p90Seconds: 546,
      sampleSize: 10,
      unavailableReason: null,
    })
  })

  it('were run again where a check of a commit has a second attempt, told with or without the first', () => {
    const runs = [
      run('a', 60),
      run('a', 60, { attempt: 2 }),
      run('a', 60, { attempt: 3 }),
      run('b', 60, { attempt: 2 }),
      run('a', 60, { name: 'lint' }),
      run('c', 60),
    ]
    // ci on a and on b, of ci on a, b and c and lint on a.
    expect(measureChecks(runs)).toMatchObject({ rerunShare: 0.5, sampleSize: 6 })
  })

  it('leave out a run that ends before it begins', () => {
    expect(measureChecks([run('a', -5), run('b', 30)])).toMatchObject({ p50Seconds: 30, sampleSize: 1 })
  })
})
