/** From the configuration request to live at each placement. Pure. */
import { shortSha } from '../format.ts'
import { stageTitle } from '../why-words.ts'
import { outcomeWords, plainWords } from '../words.ts'
import type { Hrefs, WayArrival, WayDeployment } from './answers.ts'
import { type LiveRule, liveRuleOf } from '../live-rules.ts'
import { type Draft, draft } from './step.ts'

/** The configuration request, or the commit of the configuration that no request holds. */
export function configStep(deployment: WayDeployment, hrefs: Hrefs): Draft {
  const { configRepository: repository, configSha, configChange: change } = deployment
  const title = 'Config request'
  if (repository === null)
    return draft('config', title, { state: 'none', words: 'Its report names no configuration repository' })
  if (configSha === null) {
    const words = `Which commit of ${repository} was applied is not told.`
    const mend =
      'Name `configSha` in the report, or add the repository as a configuration repository on the setup page.'
    return draft('config', title, { state: 'missing', words, mend })
  }
  const name = shortSha(configSha)
  if (change === null) {
    const words = `This commit of ${repository} is not known here.`
    const mend = `Add ${repository} as a configuration repository on the setup page, or post its commits.`
    return draft('config', title, { name, state: 'missing', words, mend })
  }
  const { number, firstAuthoredAt, openedAt, mergedAt } = change
  if (number === null)
    return draft('config', 'Config commit', {
      name,
      href: hrefs.change(change.id),
      from: firstAuthoredAt,
      to: mergedAt,
    })
  const words = change.title
  return draft('config', title, {
    name: `#${number}`,
    href: hrefs.change(change.id),
    from: openedAt,
    to: mergedAt,
    stage: stageTitle('APPROVE'),
    words,
  })
}

function ended(outcome: string): boolean {
  return outcome === 'FAILED' || outcome === 'CANCELLED'
}

function syncStep(deployment: WayDeployment, arrival: WayArrival, rule: LiveRule | null): Draft {
  const { startedAt, finishedAt, outcome } = arrival
  const title = deployment.configRepository === null ? 'Run' : 'Sync'
  const waits = deployment.links.find(({ method, missing }) => missing && method === 'RECONCILE')
  if (waits !== undefined && outcome === 'IN_PROGRESS')
    return draft('sync', title, {
      state: 'missing',
      words: 'Asked for; no reconciler applied it yet.',
      mend: waits.mend,
    })
  if (startedAt === null && finishedAt === null) {
    const unseen = rule?.rollout === 'unseen'
    const words = unseen ? 'Nobody saw it applied.' : 'When its run began and ended is not told.'
    const mend = unseen ? (rule?.mend ?? null) : 'Tell `startedAt` and `finishedAt` in its report.'
    return draft('sync', title, { state: 'missing', words, mend })
  }
  const sources = [...new Set(deployment.reports.map(({ source }) => source))]
  const told = sources.length === 0 ? null : `Told by ${sources.join(', ')}`
  const runs = outcome === 'IN_PROGRESS' ? 'waiting' : 'known'
  return draft('sync', title, {
    from: startedAt,
    to: finishedAt,
    state: ended(outcome) ? 'bad' : runs,
    words: ended(outcome) ? outcomeWords(outcome) : told,
  })
}

const rolloutNames: Readonly<Record<LiveRule['rollout'], string | null>> = {
  seen: 'All traffic',
  healthy: 'Healthy',
  said: 'As its sender saw',
  unseen: null,
  unknown: null,
}

function rolloutStep(deployment: WayDeployment, arrival: WayArrival, rule: LiveRule | null): Draft {
  const { at, finishedAt, startedAt, outcome } = arrival
  const title = 'Rollout'
  if (outcome === 'ABORTED') {
    const why =
      deployment.abortReason === null ? 'Aborted' : `Aborted: ${plainWords(deployment.abortReason).toLowerCase()}`
    return draft('rollout', title, { state: 'bad', to: at, words: why })
  }
  if (outcome === 'IN_PROGRESS') return draft('rollout', title, { state: 'waiting', words: 'Not ended yet' })
  if (ended(outcome) || rule === null) return draft('rollout', title, { state: 'none', words: 'It never came to it' })
  if (rule.rollout === 'unseen') return draft('rollout', title, { state: 'missing', words: 'Nobody saw it.' })
  const begins = [finishedAt, startedAt].find((time) => time !== null && time < at) ?? null
  const told = rule.rollout === 'said' && begins === null
  if (rule.rollout === 'unknown' || told) {
    const state = rule.mend === null ? 'none' : 'missing'
    return draft('rollout', title, { state, words: 'Nobody told of a rollout', mend: rule.mend })
  }
  return draft('rollout', title, { name: rolloutNames[rule.rollout], from: begins ?? at, to: at })
}

function liveStep({ environment }: WayDeployment, arrival: WayArrival, rule: LiveRule | null): Draft {
  const { placement, at, outcome } = arrival
  const name = placement === '' ? environment.name : placement
  if (outcome === 'SUCCEEDED')
    return draft('live', 'Live', { name, from: at, words: rule === null ? null : `By rule: ${rule.words}` })
  if (outcome === 'IN_PROGRESS') return draft('live', 'Live', { name, state: 'waiting', words: 'On its way' })
  return draft('live', 'Live', { name, state: 'bad', words: `Never live here: ${outcomeWords(outcome).toLowerCase()}` })
}

/** What happened at one placement. */
export function arrivalSteps(deployment: WayDeployment, arrival: WayArrival): Draft[] {
  const rule = liveRuleOf(arrival.liveRule)
  return [
    syncStep(deployment, arrival, rule),
    rolloutStep(deployment, arrival, rule),
    liveStep(deployment, arrival, rule),
  ]
}
