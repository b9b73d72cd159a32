import { createHash } from 'node:crypto'
import type { Trial } from './detectors/failure-share.ts'
import type { Finding } from './finding.ts'

/** Gives what a test found of the same inputs before, or what it finds now. */
export type Recall = (test: string, inputs: string, find: () => Finding[]) => readonly Finding[]

/** What tests found last, of which inputs: of the same ones a pure function finds the same. Most services show nothing new in an hour. */
export class FoundBefore {
  readonly #last = new Map<string, { readonly inputs: string; readonly findings: readonly Finding[] }>()

  /** For the tests of one stream. */
  of(stream: number): Recall {
    return (test, inputs, find) => {
      const key = `${stream} ${test}`
      const last = this.#last.get(key)
      if (last?.inputs === inputs) return last.findings
      const findings = find()
      this.#last.set(key, { inputs, findings })
      return findings
    }
  }
}

/** A mark of all that a test of shares reads of these; another one for others. */
export function markOf(trials: readonly Trial[]): string {
  const numbers = new Float64Array(trials.length * 3)
  for (const [index, { from, to, hit }] of trials.entries()) numbers.set([from, to, hit ? 1 : 0], index * 3)
  return createHash('sha256').update(numbers).digest('base64')
}
