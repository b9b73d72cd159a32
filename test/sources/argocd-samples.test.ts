import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { argocd } from '#sources/argocd/source'
import { parseEvent } from '#sources/events/parse-event'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples/argocd')
const isHere = existsSync(samples)
if (!isHere) process.stdout.write('The samples of Argo CD (../shared/samples/argocd) are not here: they are skipped.\n')

const sender = { source: 'cd', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 10, 22) }

interface Told {
  readonly service: string
  readonly environment: string
  readonly placement?: string
  readonly outcome: string
  readonly kind?: string
  readonly version?: string
  readonly configRevision?: string
  readonly images?: readonly { readonly image: string; readonly tag?: string }[]
  readonly startedAt: string
  readonly liveAt?: string
  readonly attributes: Readonly<Record<string, string>>
}

/** One line of a statement: what it says of whom, by what name. */
function lineOf(statement: Told): string {
  const { service, environment, placement, outcome, kind, attributes, version, configRevision, images } = statement
  const names = (images ?? []).map(({ image, tag }) => `${image.split('/').at(-1)}:${tag}`)
  const live = statement.liveAt === undefined ? [] : [`live ${statement.liveAt.slice(0, 19)}`]
  const where = `${service} @ ${environment}${placement === undefined ? '' : `/${placement}`}`
  const facts = [outcome, attributes['leadline.liveRule'], kind, attributes['argocd.health'], ...live].filter(
    (fact) => fact !== undefined,
  )
  const named = [configRevision?.slice(0, 8), version, ...names].filter((name) => name !== undefined)
  return `${statement.startedAt.slice(0, 19)} ${where}: ${facts.join(' ')} = ${named.join(' ')}`
}

function told(name: string): string[] {
  const text = readFileSync(join(samples, name), 'utf8')
  const body: unknown = name.endsWith('.yaml') ? parse(text) : JSON.parse(text)
  const translation = argocd.translate(body, { headers: {}, settings: {} })
  if ('ignored' in translation) {
    return [`${translation.unreadable === true ? 'unreadable' : 'ignored'}: ${translation.ignored}`]
  }
  for (const statement of translation.statements)
    expect(parseEvent(statement, sender), name).toMatchObject({ ok: true })
  return translation.statements.map((statement) => lineOf(statement as Told))
}

it.runIf(isHere)('every sample of Argo CD becomes what the table says', () => {
  const names = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:json|yaml)$/.test(name),
  )
  const table: unknown = JSON.parse(readFileSync(join(root, 'test/sources/argocd/samples.json'), 'utf8'))
  expect(Object.fromEntries(names.toSorted().map((name) => [name, told(name)]))).toEqual(table)
  expect(names).toHaveLength(49)
})
