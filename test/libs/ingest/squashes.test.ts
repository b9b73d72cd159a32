import { expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { testDatabase } from '../../support/database.ts'
import { append, readEvents, testWorker, type Wire } from '../../support/ingest.ts'

const sha = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0')

function commit(name: string, parent: string | null, at: string, more: object = {}): Wire {
  const time = `2026-03-${at}:00Z`
  const parents = parent === null ? [] : [sha(parent)]
  return { type: 'commit', repository: 'shop', sha: sha(name), parents, authoredAt: time, committedAt: time, ...more }
}

function live(name: string, at: string): Wire {
  const told = { type: 'deployment', service: 'shop', environment: 'production', repository: 'shop', id: name }
  return { ...told, sha: sha(name), version: name, liveAt: `2026-03-${at}:00Z` }
}

it('a squash of which git alone tells is the merge of its request, and its copy on another branch is no work', async () => {
  const squash = { pullRequest: 1, attributes: { 'leadline.requestMerge': 'SQUASH' } }
  const { db, close } = await testDatabase()
  try {
    await append(
      db,
      readEvents([
        commit('base', null, '01T08:00'),
        live('base', '01T09:00'),
        commit('first', 'base', '02T08:00', { pullRequest: 1 }),
        commit('second', 'first', '02T16:00', { pullRequest: 1 }),
        commit('squash', 'base', '03T10:00', squash),
        commit('backport', 'old', '03T11:00', squash),
        live('squash', '03T12:00'),
      ]),
    )
    await testWorker(db).drain()
    const rows = await db.query(
      sql`select number, sha, started_at as "startedAt", merged_at as "mergedAt" from shipped_change`,
    )
    const [startedAt, mergedAt] = ['2026-03-02T08:00:00Z', '2026-03-03T10:00:00Z'].map((text) => Date.parse(text))
    expect(rows).toEqual([{ number: 1, sha: sha('squash'), startedAt, mergedAt }])
  } finally {
    await close()
  }
})
