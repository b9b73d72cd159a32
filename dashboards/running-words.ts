/** What is said of what runs: what is missing and how to mend it, and how many changes came. Pure. */
import { group, plural } from './format.ts'
import type { OnItsWay, RunningAnswer, RunningOfServiceAnswer, RunningRow } from './running-answers.ts'

/** Something that is not known of what runs; `page` is where it is mended. */
export interface RunningGap {
  readonly text: string
  readonly names: readonly string[]
  readonly mend: string
  readonly page: 'coverage' | 'setup' | null
}

/** Names that a line lists; the others are counted. */
const shownNames = 5

function servicesOf(rows: readonly RunningRow[]): string[] {
  return [...new Set(rows.map(({ service }) => service.name))]
}

/** `a, b and 3 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownNames)
  const rest = names.length - shown.length
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${group(rest)} more`
}

function gap(
  names: readonly string[],
  one: string,
  many: string,
  rest: Omit<RunningGap, 'text' | 'names'>,
): RunningGap[] {
  return names.length === 0 ? [] : [{ text: plural(names.length, one, many), names, ...rest }]
}

/** What is missing of these rows, each with its mend; nothing where all is known. */
export function runningGaps({ running, services }: RunningAnswer, environment: string): RunningGap[] {
  const here = new Set(servicesOf(running))
  const unseen = services.totalCount - services.nodes.length
  const part = unseen > 0 ? ` ${plural(unseen, 'service')} more were not looked for: choose a team.` : ''
  const absent = services.nodes.map(({ name }) => name).filter((name) => !here.has(name))
  return [
    ...gap(servicesOf(running.filter(({ team }) => team === null)), 'service has no owner', 'services have no owner', {
      mend: 'Say whose it is: `team:` in leadline.yaml, or a CODEOWNERS file that `npx leadline discover` reads.',
      page: null,
    }),
    ...gap(
      servicesOf(running.filter(({ deployment }) => deployment.sha === null)),
      'service runs a version of which no commit is known',
      'services run versions of which no commit is known',
      { mend: 'The coverage page has the command that joins each version to its commit.', page: 'coverage' },
    ),
    ...gap(absent, `service was never seen live in ${environment}`, `services were never seen live in ${environment}`, {
      mend: `If one runs there, nobody reports its deployments: connect what deploys it.${part}`,
      page: 'setup',
    }),
  ]
}

/** How many changes lie between what ran there before and what runs: `3`, `≥ 3`, `unknown`, `first here`. */
export function changesWords({ changes, deployment, previous }: RunningRow): string {
  if (previous === null || changes === null) return 'first here'
  if (deployment.kind === 'ROLLBACK') return 'went back'
  if (deployment.changesUnavailableReason === null) return group(changes.totalCount)
  return changes.totalCount === 0 ? 'unknown' : `≥\u00A0${group(changes.totalCount)}`
}

/** Names this row in the address. */
export function runningKey({ deployment, placement }: RunningRow): string {
  return `${deployment.id} ${placement ?? ''}`.trim()
}

/** A version that is on its way, with where it is to go. */
export interface Coming extends OnItsWay {
  /** `production`, `production (east, west)`. */
  readonly to: string
  /** Versions that run there now, each once. */
  readonly running: readonly { readonly id: string; readonly version: string }[]
}

/** What is on its way to where a service runs, each deployment once. */
export function comingOf({ running }: RunningOfServiceAnswer): Coming[] {
  const ids = new Set(running.flatMap(({ onItsWay }) => onItsWay?.deployment.id ?? []))
  return [...ids].flatMap((id) => {
    const rows = running.filter(({ onItsWay }) => onItsWay?.deployment.id === id)
    const [first] = rows
    if (!first?.onItsWay) return []
    const places = rows.flatMap(({ placement }) => placement ?? [])
    const to = places.length === 0 ? first.environment.name : `${first.environment.name} (${listed(places)})`
    const known = new Map(rows.map(({ deployment }) => [deployment.id, deployment]))
    return [{ ...first.onItsWay, to, running: [...known.values()] }]
  })
}
