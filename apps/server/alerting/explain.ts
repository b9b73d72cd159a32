import { MINUTE } from '#domain/instant'
import type { AlertRow } from '#storage/stores/alerts'
import { blockingError } from '#dashboards/blocking-error'
import type { AskInside } from '../ask-inside.ts'
import type { AlertPlace } from './alert-place.ts'

/** A change that moved lead time, for people. */
export interface Mover {
  readonly name: string
  readonly url: string | null
  readonly seconds: number
}

/** Why lead time moved, as the page of it says. */
export interface Explained {
  /** What did most of it, such as APPROVE; null where nothing did. */
  readonly stage: string | null
  readonly beforeSeconds: number | null
  readonly afterSeconds: number | null
  readonly movers: readonly Mover[]
}

interface WhyAnswer {
  readonly leadTimeDifference: {
    readonly stageMovedMost: string | null
    readonly stages: readonly {
      readonly stage: string
      readonly beforeSeconds: number
      readonly afterSeconds: number
    }[]
    readonly came: readonly {
      readonly change: {
        readonly number: number | null
        readonly sha: string | null
        readonly title: string | null
        readonly url: string | null
      } | null
      readonly seconds: number
    }[]
  }
}

const question = `
  query WhyAlert($service: String!, $environment: String!, $window: WindowInput!) {
    leadTimeDifference(service: $service, environment: $environment, window: $window) {
      stageMovedMost
      stages { stage beforeSeconds afterSeconds }
      came { change { number sha title url } seconds }
    }
  }`

const mostMovers = 5

/** What moved lead time from the onset to the alert, held against as long a time before; null where nobody can say. */
export async function explain(
  ask: AskInside,
  { onsetFrom, openedAt }: Pick<AlertRow, 'onsetFrom' | 'openedAt'>,
  { service, environment, timeZone }: AlertPlace,
): Promise<Explained | null> {
  const window = {
    from: new Date(onsetFrom).toISOString(),
    to: new Date(Math.max(onsetFrom + MINUTE, openedAt)).toISOString(),
    timeZone,
  }
  const { data, errors } = await ask(question, { service, environment, window })
  if (data === null || blockingError({ data, errors }) !== undefined) return null
  const { stageMovedMost, stages, came } = (data as WhyAnswer).leadTimeDifference
  const moved = stages.find(({ stage }) => stage === stageMovedMost)
  return {
    stage: stageMovedMost,
    beforeSeconds: moved?.beforeSeconds ?? null,
    afterSeconds: moved?.afterSeconds ?? null,
    movers: came.slice(0, mostMovers).flatMap(({ change, seconds }) => {
      if (change === null) return []
      const { number, sha, title, url } = change
      const name = title ?? (number === null ? (sha ?? '').slice(0, 7) : `#${number}`)
      return [{ name, url, seconds }]
    }),
  }
}
