import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kubernetes } from '#sources/kubernetes/source'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples/kubernetes')

describe.runIf(existsSync(samples))('samples of other watchers of Kubernetes', () => {
  it('are no reports of the agent, and nothing of their objects is stored', () => {
    const names = readdirSync(samples).filter((name) => name.endsWith('.json'))
    expect(names).toHaveLength(4)
    for (const name of names) {
      const body = readFileSync(join(samples, name))
      expect(kubernetes.translate(JSON.parse(body.toString()), { headers: {}, settings: {} }), name).toEqual({
        ignored: 'it is no report of the agent: v: Invalid input: expected 1',
        unreadable: true,
      })
      expect(kubernetes.webhook?.redacted?.(body).toString(), name).toBe('{}')
    }
  })
})
