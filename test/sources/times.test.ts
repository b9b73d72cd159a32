import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseEvent } from '#sources/events/parse-event'
import { sources } from '#sources/index'
import type { Delivered } from '#sources/source'
import { root } from '../support/source-files.ts'

interface Recording extends Delivered {
  readonly body: unknown
}

const sender = { source: 'api', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 2, 10) }
/** As ISO 8601 writes a time, and as Ruby does. */
const zoned = /"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:\d\d| UTC| [+-]\d{4})"/g
const doors = sources.filter(({ id, webhook }) => webhook !== undefined && id !== 'github')

/** Statements of deployments and artifacts that are taken of a body. */
function taken(source: (typeof doors)[number], { headers, settings }: Recording, body: string): readonly string[] {
  const translation = source.translate(JSON.parse(body), { headers, settings })
  if ('ignored' in translation) return []
  const good = translation.statements.filter((statement) => parseEvent(statement, sender).ok)
  return good.map((statement) => JSON.stringify(statement))
}

it.each(doors)('$title tells no time of a place that nobody knows: without an offset it is none', (source) => {
  const folder = join(root, 'test/sources', source.id)
  const names = readdirSync(folder).filter((name) => name.endsWith('.in.json'))
  let some = 0
  for (const name of names) {
    const recording = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording
    // A promotion of Kargo has a time in its name.
    const body = JSON.stringify(recording.body).replaceAll('01kjpzv280zyxwvtsrqpnmkjhg', 'first')
    some += taken(source, recording, body).length
    // As a clock shows it in the zone of whoever reads it.
    for (const local of [body.replaceAll(zoned, '"$1"'), body.replaceAll(zoned, '"$1 CET"')]) {
      if (local !== body) expect(taken(source, { ...recording, headers: {} }, local), name).toEqual([])
    }
  }
  expect(some).toBeGreaterThan(0)
})
