/** What can be chosen in a correction, looked up where it has to be. */
import { allPages } from './all-pages.ts'
import type { Page } from './answers.ts'
import { type Answer, ask } from './api.ts'
import {
  type Choice,
  type Correction,
  fixedChoices,
  noDeployment,
  unlistedChoices,
  windowBeforeIncident,
} from './corrections-of.ts'
import { moment, shortVersion } from './format.ts'
import deploymentsBefore from './queries/deployments-before.graphql?raw'
import serviceNames from './queries/service-names.graphql?raw'
import { kindWords } from './words.ts'

interface Deployed {
  readonly id: string
  readonly version: string
  readonly kind: string
  readonly liveAt: string | null
  readonly finishedAt: string | null
  readonly startedAt: string | null
}

const nobody: Choice = { value: noDeployment, words: 'None: no deployment caused it' }
/** Services and environments of one incident in which deployments are looked for. */
const mostPlaces = 6
/** Deployments of one place among which can be chosen. */
const mostOfPlace = 500

export async function choicesOf(
  correction: Correction,
  timeZone: string,
  signal: AbortSignal,
): Promise<Answer<readonly Choice[]>> {
  switch (correction.form) {
    case 'DEPLOYMENT':
      return deploymentsOf(correction, timeZone, signal)
    case 'SERVICE': {
      const answer = await ask<{ services: { nodes: readonly { name: string }[] } }>(serviceNames, {}, signal)
      const own = correction.places.length === 1 ? correction.places[0]?.service : undefined
      const names = answer.data.services.nodes.map(({ name }) => name).filter((name) => name !== own)
      return { ...answer, data: names.map((name) => ({ value: name, words: name })) }
    }
    default:
      return { data: fixedChoices(correction) ?? [], answeredAt: '' }
  }
}

async function deploymentsOf(
  { incident, places }: Extract<Correction, { form: 'DEPLOYMENT' }>,
  timeZone: string,
  signal: AbortSignal,
): Promise<Answer<readonly Choice[]>> {
  const window = windowBeforeIncident(incident)
  const several = places.length > 1
  const found = await Promise.all(
    places.slice(0, mostPlaces).map(async ({ service, environment }) => {
      const { rows, total } = await allPages(async (after) => {
        const variables = { service, environment, window, after }
        return (await ask<{ deployments: Page<Deployed> }>(deploymentsBefore, variables, signal)).data.deployments
      }, mostOfPlace)
      const choices = rows.map((deployed) => ({
        value: deployed.id,
        words: `${several ? `${service} in ${environment}: ` : ''}${deployedWords(deployed, timeZone)}`,
      }))
      return { choices, left: total - rows.length }
    }),
  )
  const left = found.reduce((sum, place) => sum + place.left, 0)
  const unlisted = unlistedChoices(left, Math.max(0, places.length - mostPlaces))
  return { data: [nobody, ...found.flatMap(({ choices }) => choices), ...unlisted], answeredAt: '' }
}

function deployedWords({ version, kind, liveAt, finishedAt, startedAt }: Deployed, timeZone: string): string {
  const at = liveAt ?? finishedAt ?? startedAt
  return `${shortVersion(version)}, ${kindWords(kind).toLowerCase()}${at === null ? '' : `, ${moment(at, timeZone)}`}${liveAt === null ? ', not live' : ''}`
}
