import { parseImage } from '#domain/naming/image-name'
import { reconciledPlace, type ReconcilerPlaces } from '#domain/naming/reconciled-place'
import { liveRuleAttribute } from '#domain/statement-attributes'
import { recordIn, textIn } from '#domain/json-value'
import type { Statement, Translation } from '../source.ts'
import { Canary } from './payload.ts'
import { unreadable } from './translate.ts'

interface End {
  readonly id: string
  readonly images: readonly string[]
  readonly said: Statement
}

function endOf({ metadata, spec, status }: Canary): End | string {
  const { phase, lastAppliedSpec = '', lastPromotedSpec, conditions, canaryWeight = 0 } = status ?? {}
  if (phase === undefined) return 'it has no phase yet: its controller has not seen it'
  const at = (conditions ?? []).find(({ type }) => type === 'Promoted')?.lastTransitionTime
  if (phase !== 'Succeeded' && phase !== 'Failed')
    return `it is on its way, in the phase ${phase.slice(0, 100)} with ${canaryWeight} % of the traffic: only ends are measured`
  if (at === undefined) return 'no condition says since when it has ended'
  const id = `${metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`}/${lastAppliedSpec}/${at}`
  if (phase === 'Failed') {
    if (lastAppliedSpec === lastPromotedSpec) return 'it failed, and was put back since to what is live'
    return { id, images: spec?.images?.target ?? [], said: { finishedAt: at, outcome: 'aborted' } }
  }
  const attributes = { [liveRuleAttribute]: 'ROLLOUT' }
  const said = { finishedAt: at, liveAt: at, outcome: 'succeeded', trafficPercent: 100, attributes }
  return { id, images: spec?.images?.primary ?? [], said }
}

/**
 * What a Canary says of its last run, as its object stands in the cluster: its end, as its events say it. Takes any
 * value. Whoever reads it puts the images of its workloads into `spec.images`: `target`, those of the one that `targetRef`
 * names, and `primary`, those of the one that has the traffic.
 */
export function translateCanary(object: unknown, places: ReconcilerPlaces): Translation {
  const kind = textIn(recordIn(object)['kind'])
  if (kind !== null && kind !== 'Canary') return { ignored: `an object of the kind ${kind.slice(0, 100)} is no Canary` }
  const read = Canary.safeParse(object)
  if (!read.success) return unreadable(read.error)
  const { metadata } = read.data
  const end = endOf(read.data)
  if (typeof end === 'string') return { ignored: end }
  const { name, namespace = null, labels } = metadata
  const described = { name, namespace, cluster: null, paths: [], labels, hints: [] }
  const place = reconciledPlace(described, places)
  if (place === null) return { ignored: 'a rule of its source says that it is no service' }
  const images = end.images
    .map((image) => parseImage(image))
    .filter((image) => image !== null && (image.tag !== undefined || image.digest !== undefined))
  if (images.length === 0) return { ignored: 'no image with a tag or a digest is known of its workload' }
  const { service, environment, placement } = place
  const attributes = {
    'flagger.canary': `${namespace ?? ''}/${name}`,
    ...(end.said['attributes'] as Readonly<Record<string, string>> | undefined),
  }
  const statement = {
    type: 'deployment',
    id: end.id,
    service,
    environment,
    ...(placement !== null && { placement }),
    images,
    ...end.said,
    attributes,
  }
  return { statements: [statement] }
}
