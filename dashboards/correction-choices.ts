/** What can be chosen in a correction, looked up where it has to be. */
import { allPages } from './all-pages.ts'
import type { Page } from './answers.ts'
import { type Answer, ask } from './api.ts'
import {
  type Choice,
  type Correction,
  fixedChoices,
  noDeployment,
  type Place,
  unlistedChoices,
  windowBeforeIncident,
} from './corrections-of.ts'
import { type Deployed, deployedLines } from './deployed-words.ts'
import blamedDeployments from './queries/blamed-deployments.graphql?raw'
import deploymentsBefore from './queries/deployments-before.graphql?raw'
import serviceNames from './queries/service-names.graphql?raw'

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

/** The deployments of a place that the incident may be blamed on, the latest first, and how many more there are. */
async function deployedAt(place: Place, window: object, signal: AbortSignal) {
  const { rows, total } = await allPages(async (after) => {
    const variables = { ...place, window, after }
    return (await ask<{ deployments: Page<Deployed> }>(deploymentsBefore, variables, signal)).data.deployments
  }, mostOfPlace)
  return { rows, left: total - rows.length }
}

/** What the incident is blamed on at present. */
async function blamedOf(id: string, signal: AbortSignal): Promise<readonly Deployed[]> {
  type Blamed = { readonly incident: { readonly failures: readonly { readonly deployment: Deployed }[] } | null }
  const { incident } = (await ask<Blamed>(blamedDeployments, { id }, signal)).data
  return incident?.failures.map(({ deployment }) => deployment) ?? []
}

async function deploymentsOf(
  { incident, places }: Extract<Correction, { form: 'DEPLOYMENT' }>,
  timeZone: string,
  signal: AbortSignal,
): Promise<Answer<readonly Choice[]>> {
  const window = windowBeforeIncident(incident)
  const [blamed, ...found] = await Promise.all([
    blamedOf(incident.id, signal),
    ...places.slice(0, mostPlaces).map((place) => deployedAt(place, window, signal)),
  ])
  const now = new Set(blamed.map(({ id }) => id))
  const told = found.flatMap((place) => place.rows)
  const rows = told.filter(({ id, liveAt }) => liveAt !== null || now.has(id))
  const listed = new Set(rows.map(({ id }) => id))
  // What is blamed may be older than what is listed.
  const all = [...blamed.filter(({ id }) => !listed.has(id)), ...rows]
  const nobody = { value: noDeployment, words: `${now.size === 0 ? 'Now: none' : 'None'}: no deployment caused it` }
  const lines = deployedLines(all, timeZone, (id) => now.has(id))
  const choices = all.map(({ id }, index) => ({ value: id, words: lines[index] ?? '' }))
  const left = found.reduce((sum, place) => sum + place.left, 0)
  const unlisted = unlistedChoices({
    earlier: left,
    notLive: told.length - rows.length,
    places: Math.max(0, places.length - mostPlaces),
  })
  return { data: [nobody, ...choices, ...unlisted], answeredAt: '' }
}
