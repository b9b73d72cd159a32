import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './support/source-files.ts'

const metrics = 'test/libs/metrics'
const back = 'test/traps/going-back.ts'
const reconcilers = 'test/traps/reconcilers.ts'
const changes = 'test/traps/changes-on-their-way.ts'
const incidents = 'test/traps/incident-tales.ts'
const days = 'test/traps/days-and-counts.ts'
const doubts = 'test/traps/doubts.ts'
const rules = 'test/traps/rules.ts'
const project = 'test/libs/attribution/project.test.ts'
const lead = `${metrics}/lead-time-for-changes.test.ts`
const restore = `${metrics}/time-to-restore.test.ts`
const fail = `${metrics}/change-failure-rate.test.ts`
const frequency = `${metrics}/deployment-frequency.test.ts`
const intervals = `${metrics}/statistics/intervals.test.ts`

/** Every rule of docs/metrics.md, with tests that hold it, each by its file and the beginning of its name. */
const held: Readonly<Record<string, readonly (readonly [file: string, name: string])[]>> = {
  'a lead-time sample is a change at its first arrival, once': [
    [changes, '20: a change that three merge requests carry'],
    [rules, 'a cherry-pick of what is live is no new change'],
    [back, 'a roll-forward to a version seen before is CODE'],
  ],
  'it starts with the earliest plausible commit ever seen': [
    [changes, '13: a request opened before its commits'],
    [project, 'remembers what a force push replaced'],
    [doubts, 'an author date more than 90 days before'],
    ['test/apps/graphql-metrics.test.ts', 'follow the definition: %s'],
  ],
  'the unit is the change; commits and deployments are variants': [
    [changes, '14: a squash, a merge and a rebase'],
    [lead, 'takes commits as the unit'],
    [lead, 'takes deployments as the unit'],
  ],
  'what belongs to a window does so by live time, half-open, in a time zone': [
    [days, 'a window holds its first moment and not its last'],
    [days, 'a day of 23 hours and one of 25 are days'],
    [incidents, '17: an incident still open at the end of the window'],
    [restore, 'keeps all incidents beside it, by their opening'],
  ],
  'percentiles interpolate; p75 and p90 from ten samples on': [
    [`${metrics}/statistics/percentile.test.ts`, 'equal the naive ones over a sorted copy'],
    [lead, 'gives p75 and p90 from ten samples on'],
  ],
  'without new changes there is no sample; the live version again counts nothing': [
    [back, '4: the live digest deployed again'],
    [rules, 'another image of the live commit is CODE'],
  ],
  'the first deployment ships nothing': [[changes, '12: the first deployment ever']],
  'a rollback is a strict ancestor, or artifacts that were live before': [
    [back, 'a commit that was never live is a rollback'],
    [reconcilers, '24: a tag that moved'],
    [back, 'a kind that is put right'],
  ],
  'a rollback blames the first deployment after its target was last live': [
    ['test/libs/attribution/blame-rules.test.ts', 'the first after its target, the last before it, or all'],
    [back, '1: after V1 V2 V3 V1'],
    [back, 'a second rollback to one target'],
  ],
  'arrivals of one version are one deployment': [
    [reconcilers, '8: one image that reaches six clusters'],
    [reconcilers, 'a region that follows within 24 hours'],
    [reconcilers, 'a version that was rolled back in one region'],
    [reconcilers, 'two reporters of one arrival'],
    [project, 'keeps a failed run and its retry together'],
  ],
  'an aborted rollout is no deployment, and fails only by name': [
    [reconcilers, '10: an aborted canary'],
    [rules, 'an aborted rollout joins change failure'],
  ],
  'time is elapsed time; weekends are left out by a variant': [[lead, 'leaves weekends out where the definition does']],
  'days without a deployment stay in the mean': [
    [days, '25: who deployed nothing'],
    [frequency, 'divides by all local days, empty ones too'],
  ],
  'few samples are shown as few': [[days, '23: none is zero or unknown']],
  'a service of a monorepo has the changes of its paths': [[project, 'ships a change to the services whose paths']],
  'a configuration counts on its own; a bump is transport': [
    [back, '5: a sync that only changes the number of replicas'],
    [reconcilers, '6: one config commit that bumps five services'],
    [back, 'a configuration that goes back'],
    [rules, 'a commit of a bot in the configuration repository'],
  ],
  'a flag ends an impact and is no deployment': [[incidents, 'a flag that was switched for the incident']],
  'an incident without a deployment is outside the five': [
    [incidents, '16: an incident forty hours after a deployment'],
    [incidents, 'an incident whose stated cause is not a change'],
  ],
  'several incidents of a deployment are one failure': [
    [incidents, '15: two incidents of one deployment'],
    [rules, 'two incidents of one failure are one outage'],
  ],
  'blame goes by correction, word, remedy, time, and never to another service': [
    [rules, 'a correction beats the word of an incident'],
    [rules, 'a correction and a flag mean the incident of their own sender'],
    [rules, 'blame by time alone reaches a tenth'],
    [incidents, 'a rollback is not blamed by time alone'],
    [incidents, '18: an incident after the last deployment'],
    [fail, 'counts failures by time alone apart'],
  ],
  'a revert is a failure for seven days, a re-land none': [
    [back, '2: a revert request that is rolled forward'],
    [back, '3: a change and its revert in one deployment'],
    [back, 'the revert of a revert is a re-land'],
  ],
  'recovery runs from the first impact to mitigation, resolution or remedy': [
    [rules, 'the clock of a failure runs'],
    [restore, 'tells the time by kind of remedy'],
  ],
  'open failures are censored': [
    [incidents, 'where exactly half are restored'],
    [restore, 'counts an open one as lasting at least until now'],
  ],
  'downtime is the union of impacts': [[restore, 'covers impact once where failures overlap']],
  'intervals are at 90 %, in closed form': [
    [intervals, 'has ranks whose exact binomial coverage'],
    [intervals, 'solves the score equation, lies in [0, 1]'],
    [intervals, 'solves the score equation over the exposure'],
    [intervals, 'is 1 with one sample a week that alternates'],
  ],
  'reopened within a day the clock runs on': [[incidents, 'an incident reopened within 24 hours']],
  'rework is rollbacks and what mends': [
    [back, 'a hotfix label alone is rework'],
    [rules, 'a branch called hotfix makes rework'],
  ],
  'a failed run is an attempt and nothing else': [
    [reconcilers, '9: a sync that succeeded'],
    [rules, 'a failed run ships nothing'],
    [frequency, 'counts runs apart from deployments'],
  ],
  'what comes late changes the past, and can be asked for as it was': [
    [incidents, '19: an incident that is merged into another later'],
    [reconcilers, '11: of twelve syncs between two polls'],
    ['test/apps/graphql-as-of.test.ts', 'before the incident nothing had failed'],
    [`${metrics}/data-quality.test.ts`, 'say of a window that may still change'],
  ],
  'bots are in, and named where they are left out': [
    [changes, '21: bots who write 28 %'],
    [`${metrics}/definition.test.ts`, '%j is told of %s: %s'],
  ],
  'what is merged and not live is shown beside lead time': [
    [lead, 'takes what waits for lasting at least until now'],
    [lead, 'shows what waits, as it waited at the end of the window'],
    ['test/libs/attribution/pending.test.ts', 'is every commit of the default branch beyond what is live'],
  ],
  'every answer says how much of it is known': [
    [`${metrics}/data-quality.test.ts`, 'of %s is the share that is known'],
    [doubts, 'a commit that its author dates after it was live'],
  ],
  'a team is its services, and their records pooled': [
    ['test/apps/team-metrics.test.ts', 'has the counts, rates and samples of its services together'],
  ],
}

describe('every rule is held by tests', () => {
  const texts = new Map<string, string>()
  const read = (file: string): string => {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8')
    texts.set(file, text)
    return text
  }

  it.each(Object.entries(held))('%s', (_rule, tests) => {
    expect(tests.filter(([file, name]) => !read(file).includes(`'${name}`)).map(([, name]) => name)).toEqual([])
  })
})
