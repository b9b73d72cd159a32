import type { GraphQLResolveInfo } from 'graphql'
import type { Asked } from '../asked.ts'
import { selected } from '../selection.ts'
import { MetricsQuestion, type MetricsWords } from './metrics-question.ts'

/** The question that a field of many services puts to each of them: read once for all, and bounded over all. */
export function questionAt(asked: Asked, words: MetricsWords, info: GraphQLResolveInfo): MetricsQuestion {
  // Several places of a document may select one field: together they say what is asked.
  const places = info.fieldNodes.map((node) => node.loc?.start)
  if (places.includes(undefined)) return new MetricsQuestion(asked, words, selected(info))
  // There, and in no WeakMap: what one holds of a young object outlives many collections, and with it all that was asked.
  const known = asked.reads.questions
  const key = JSON.stringify([places, words])
  const question = (known.get(key) as MetricsQuestion | undefined) ?? new MetricsQuestion(asked, words, selected(info))
  known.set(key, question)
  return question
}
