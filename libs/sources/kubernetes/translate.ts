import { readPlaces } from '#domain/naming/reconciler-places'
import { reporterAttribute } from '#domain/statement-attributes'
import type { Delivered, Translation } from '../source.ts'
import { KubernetesObject, Report } from './payload.ts'
import { translators, type Whence } from './translators.ts'

function whereOf(path: readonly PropertyKey[] | undefined): string {
  return path === undefined || path.length === 0 ? 'it' : path.join('.')
}

/** Several objects of a cluster may tell of one deployment; which of them it was tells them apart. */
function by(kind: string, statement: unknown): unknown {
  const { type, attributes, ...said } = statement as Readonly<Record<string, unknown>>
  if (type !== 'deployment') return statement
  return { type, ...said, attributes: { ...(attributes as object | undefined), [reporterAttribute]: kind } }
}

function translateObject(given: unknown, whence: Whence): Translation & { readonly of: string } {
  const read = KubernetesObject.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    return { of: 'an object', ignored: `${whereOf(issue?.path)}: ${issue?.message ?? 'unknown'}`, unreadable: true }
  }
  const { apiVersion, kind, metadata } = read.data
  const of = `${kind} ${metadata.namespace}/${metadata.name}`
  const translator = translators[`${apiVersion.split('/', 1)[0] ?? ''}/${kind}`]
  if (translator === undefined) return { of, ignored: `objects of kind ${kind.slice(0, 100)} are not known` }
  const said = translator(read.data, whence)
  if (!('statements' in said)) return { of, ...said }
  return { of, statements: said.statements.map((statement) => by(kind, statement)) }
}

/** The first of several reasons, and how many there are. */
function summary(reasons: readonly string[]): string {
  const [first = 'it holds no objects'] = reasons
  return reasons.length < 2 ? first : `${first}; and ${reasons.length - 1} more`
}

/**
 * What the agent posts: objects of a cluster as they were last seen, each translated by what knows its kind. What is gone says
 * nothing about delivery.
 */
export function translate(body: unknown, { settings }: Pick<Delivered, 'settings'> = { settings: {} }): Translation {
  const report = Report.safeParse(body)
  if (!report.success) {
    const [issue] = report.error.issues
    return {
      ignored: `it is no report of the agent: ${whereOf(issue?.path)}: ${issue?.message ?? ''}`,
      unreadable: true,
    }
  }
  const { cluster, environment, objects } = report.data
  const elsewhere = { cluster, ...readPlaces(settings) }
  const places = environment == null ? elsewhere : { environment, ...elsewhere }
  const all = objects.map((object) => translateObject(object, { settings, places, elsewhere }))
  const statements = all.flatMap((each) => ('statements' in each ? each.statements : []))
  const unread = all.flatMap((each) => ('unreadable' in each ? [`${each.of}: ${each.ignored}`] : []))
  if (statements.length === 0 && unread.length === 0) {
    const reasons = all.flatMap((each) => ('ignored' in each ? [`${each.of}: ${each.ignored}`] : []))
    return { ignored: summary(reasons) }
  }
  if (unread.length === 0) return { statements }
  return statements.length === 0
    ? { ignored: summary(unread), unreadable: true }
    : { statements, unread: summary(unread) }
}
