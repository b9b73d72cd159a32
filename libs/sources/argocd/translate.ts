import { readPlaces } from '#domain/naming/reconciler-places'
import type { Delivered, Translation } from '../source.ts'
import { applicationStatements } from './application.ts'

/** A notification of Argo CD, or a whole Application, in the words of the event contract. */
export function translate(body: unknown, delivered?: Delivered): Translation {
  return applicationStatements(body, readPlaces(delivered?.settings))
}
