import { recordIn, textIn } from '#domain/json-value'
import { readPlaces } from '#domain/naming/reconciler-places'
import type { Delivered, Translation } from '../source.ts'
import type { Freight } from './freight.ts'
import { freightOf } from './freight.ts'
import { freightOfEvent, ofEvent, ofObject, ofStep, timeOf, type Unreadable } from './payload.ts'
import { artifactOf, ofPromotion, type Promotion } from './promotion.ts'

function told(read: Promotion | Unreadable, settings: unknown): Translation {
  if ('reason' in read) return { ignored: `${read.reason} (libs/sources/kargo/README.md)`, unreadable: true }
  return ofPromotion(read, readPlaces(settings))
}

function ofFreight(freight: Freight, at: string | null): Translation {
  if (at === null) return { ignored: 'freight without the time of its creation', unreadable: true }
  const statements = freight.images.map((image) => artifactOf(image, null, at)).filter((each) => each !== null)
  return statements.length > 0 ? { statements } : { ignored: 'freight without an image whose digest is known' }
}

/** What a watched object of Kargo says: a Promotion its deployment, a Freight its images. For the agent too. */
export function ofKargoObject(object: unknown, settings: unknown): Translation {
  const held = recordIn(object)
  const kind = textIn(held['kind']) ?? 'object without a kind'
  if (kind === 'Promotion') return told(ofObject(held), settings)
  const metadata = recordIn(held['metadata'])
  if (kind === 'Freight') return ofFreight(freightOf(held), timeOf(metadata['creationTimestamp']))
  return { ignored: `${kind.slice(0, 100)} says nothing that is measured: Promotions do` }
}

function ofKubernetesEvent(event: Readonly<Record<string, unknown>>, settings: unknown): Translation {
  const reason = textIn(event['reason'])
  if (reason === 'FreightCreated') {
    const freight = freightOfEvent(event)
    return ofFreight(freight, freight.createdAt)
  }
  const read = ofEvent(event)
  if (read !== null) return told(read, settings)
  return { ignored: `an Event of reason ${reason?.slice(0, 100) ?? '(none)'} says nothing that is measured` }
}

/** What Kargo sends or holds, in the words of the event contract: the body of its `http` step, Events and objects of Kubernetes. */
export function translate(body: unknown, delivered?: Delivered): Translation {
  const held = recordIn(body)
  const settings = delivered?.settings
  if (textIn(held['kind']) === 'Event') return ofKubernetesEvent(held, settings)
  if (textIn(held['apiVersion']) !== null) return ofKargoObject(held, settings)
  if ('promotion' in held || 'stage' in held) {
    const at = delivered?.receivedAt
    return told(ofStep(held, at === undefined ? null : new Date(at).toISOString()), settings)
  }
  return { ignored: 'it is nothing that Kargo sends: promotion and stage are missing', unreadable: true }
}
