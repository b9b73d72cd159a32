/** The chains that the pages draw, from what the API answers. Pure. */
import { duration, moment, safeUrl, shortSha } from '../format.ts'
import { endWords, methodWords } from '../joint-words.ts'
import { weekendWords } from '../weekends.ts'
import { plainWords } from '../words.ts'
import type { ChangeWay, Hrefs, Shipment, WayDeployment } from './answers.ts'
import { artifactSteps, buildStep, commitsStep, commitStep, isThirdParty, requestStep } from './code-steps.ts'
import { arrivalSteps, configStep } from './run-steps.ts'
import { type Branch, type Chain, type Draft, draft, joined, type Known, lastKnown, type Step } from './step.ts'

function placeOf({ service, environment }: WayDeployment): string {
  return `${service.name} in ${environment.name}`
}

function branchesOf(deployment: WayDeployment, before: Known | null): Branch[] {
  return deployment.arrivals.map((arrival) => ({
    title: arrival.placement === '' ? deployment.environment.name : arrival.placement,
    steps: joined(arrivalSteps(deployment, arrival), before),
  }))
}

/** The way of a deployment, from the commit it was built from to each placement. */
export function deploymentChain(deployment: WayDeployment, hrefs: Hrefs): Chain {
  const { change, changes, builds } = deployment
  const href = change === null ? null : hrefs.change(change.id)
  const ofOthers = { state: 'none', words: 'Of those who made the image' } as const
  const trunk = [
    commitStep(deployment, hrefs),
    ...(isThirdParty(deployment)
      ? [draft('request', 'Request', ofOthers), draft('build', 'Build', ofOthers)]
      : [requestStep(change, href, Math.max(0, changes.totalCount - 1)), buildStep(builds, change !== null)]),
    ...artifactSteps(deployment),
    configStep(deployment, hrefs),
  ]
  return { title: placeOf(deployment), steps: joined(trunk), branches: branchesOf(deployment, lastKnown(trunk)) }
}

function trunkOf(change: ChangeWay): Draft[] {
  const commits = commitsStep(change)
  return [commits, requestStep(change, safeUrl(change.url)), buildStep(change.builds, true)]
}

/** What a change is by itself, before anything deploys it. */
export function changeTrunk(change: ChangeWay): readonly Step[] {
  return joined(trunkOf(change))
}

/** The version that first brought a change, where it is of another commit. */
function versionSteps(change: ChangeWay, { deployment }: Pick<Held, 'deployment'>, hrefs: Hrefs): Draft[] {
  const { sha } = deployment
  const held = new Set([change.sha, ...change.commits.nodes.map((commit) => commit.sha)])
  if (sha === null || held.has(sha)) return []
  const words = 'A later commit, which holds it'
  const href = deployment.change === null ? hrefs.deployment(deployment.id) : hrefs.change(deployment.change.id)
  return [draft('commit', 'Version', { name: shortSha(sha), href, words }), buildStep(deployment.builds, true)]
}

/** A deployment that a change is in, with how that is known: of what is on its way the API does not tell it. */
export type Held = Pick<Shipment, 'deployment'> & Partial<Pick<Shipment, 'method' | 'confidence'>>

/** The way of a change into one environment of one service. */
export function shipmentChain(change: ChangeWay, shipment: Held, hrefs: Hrefs): Chain {
  const { deployment, method, confidence = null } = shipment
  const [first, ...rest] = [
    ...versionSteps(change, shipment, hrefs),
    ...artifactSteps(deployment),
    configStep(deployment, hrefs),
  ]
  const how = method === undefined ? {} : { how: { how: methodWords(method) ?? plainWords(method), confidence } }
  const lane = first === undefined ? [] : [{ ...first, ...how }, ...rest]
  const before = lastKnown(trunkOf(change))
  return {
    title: placeOf(deployment),
    steps: joined(lane, before),
    branches: branchesOf(deployment, lastKnown(lane, before)),
  }
}

/** A hole of a chain with what would fill it. */
export interface Gap {
  /** `Build`, `Sync at east`. */
  readonly where: string
  readonly words: string
  readonly mend: string
}

/** What is missing, each mend once. */
export function gapsOf(
  chains: readonly { readonly steps: readonly Step[]; readonly branches: readonly Branch[] }[],
): Gap[] {
  const gaps = new Map<string, Gap>()
  const look = (steps: readonly Step[], place: string | null): void => {
    for (const { title, words, mend, state } of steps) {
      if (mend === null || state !== 'missing') continue
      const known = gaps.get(`${title} ${mend}`)
      const where = place === null ? title : `${title} at ${place}`
      gaps.set(`${title} ${mend}`, { where: known?.where ?? where, words: words ?? '', mend })
    }
  }
  for (const { steps, branches } of chains) {
    look(steps, null)
    for (const branch of branches) look(branch.steps, branches.length > 1 ? branch.title : null)
  }
  return [...gaps.values()]
}

/** Joints that are missing and no step of the chain tells of: commits between the version and what was live before. */
export function linkGaps(links: WayDeployment['links'], known: readonly Gap[]): Gap[] {
  const told = new Set(known.map(({ mend }) => mend))
  return links.flatMap(({ missing, from, to, mend }) => {
    if (!missing || mend === null || told.has(mend)) return []
    told.add(mend)
    return [{ where: 'Between', words: `${endWords(from)} and ${endWords(to)} are not joined.`, mend }]
  })
}

const stateWords: Readonly<Record<Step['state'], string | null>> = {
  known: null,
  missing: 'missing',
  none: 'no part of this way',
  waiting: 'not ended',
  bad: 'did not succeed',
}

/** What stands at a step's joint: `2 h 5 min`, `2 h since Request`; null where no time is known. */
export function jointText({ joint }: Step): string | null {
  if (joint === null || joint.seconds === null) return null
  const { text } = duration(joint.seconds)
  return joint.since === null ? text : `${text} since ${joint.since}`
}

/** How long a step went on itself: `Approve took 2 d 22 h, includes a weekend`; null where no time lies in it. */
export function tookText({ from, to, stage }: Step, timeZone: string): string | null {
  if (from === null || to === null || from === to) return null
  const [began, ended] = [Date.parse(from), Date.parse(to)]
  const took = `${stage === null ? '' : `${stage} `}took ${duration((ended - began) / 1000).text}`
  return [took, weekendWords(began, ended, timeZone)].filter((part) => part !== null).join(', ')
}

/** `includes a weekend`, of the time that a step's joint stands for. */
export function jointWeekend({ joint, from, to }: Step, timeZone: string): string | null {
  const ended = from ?? to
  if (joint === null || joint.seconds === null || ended === null) return null
  return weekendWords(Date.parse(ended) - joint.seconds * 1000, Date.parse(ended), timeZone)
}

function row(step: Step, place: string, timeZone: string): readonly string[] {
  const { title, name, from, to, state, words, joint, mend } = step
  const time = (iso: string | null): string => (iso === null ? '' : moment(iso, timeZone))
  const sure = joint?.confidence == null ? joint?.how : `${joint.how ?? ''} (${joint.confidence.toLowerCase()})`
  const gap = [jointText(step), jointWeekend(step, timeZone)].filter((part) => part !== null).join(', ')
  const told = [stateWords[state], tookText(step, timeZone), words, sure, mend].filter(
    (part) => part != null && part !== '',
  )
  return [place, title, name ?? '', time(from), time(to), gap, told.join('; ')]
}

/** The same chain as a table, for those who cannot see it. */
export function chainTable({ title, steps, branches }: Chain, timeZone: string) {
  return {
    columns: ['Where', 'Step', 'What', 'Began', 'Ended', 'After the step before', 'Known by, or missing'],
    rows: [
      ...steps.map((step) => row(step, title, timeZone)),
      ...branches.flatMap((branch) => branch.steps.map((step) => row(step, branch.title, timeZone))),
    ],
  }
}

/** The chain in a sentence: `Commit abc, Request #7, Build missing, …`. */
export function chainSummary({ steps, branches }: Pick<Chain, 'steps' | 'branches'>): string {
  const words = ({ title, name, state }: Step): string =>
    [title, name, stateWords[state]].filter((part) => part !== null).join(' ')
  const ways = branches.map((branch) => branch.steps.map(words).join(', '))
  return [steps.map(words).join(', '), ...ways].filter((part) => part !== '').join('; ')
}
