import type { GraphQLResolveInfo } from 'graphql'
import type { Asked } from '../asked.ts'
import type { Reads } from '../reads.ts'
import { selected } from '../selection.ts'
import { MetricsQuestion, type MetricsWords } from './metrics-question.ts'

/** By the loaders of a question: those of a subscription are made anew for each of its answers. */
const questions = new WeakMap<Reads, Map<string, MetricsQuestion>>()

/** The question that a field of many services puts to each of them: read once for all, and bounded over all. */
export function questionAt(asked: Asked, words: MetricsWords, info: GraphQLResolveInfo): MetricsQuestion {
  // Several places of a document may select one field: together they say what is asked.
  const places = info.fieldNodes.map((node) => node.loc?.start)
  if (places.includes(undefined)) return new MetricsQuestion(asked, words, selected(info))
  const known = questions.get(asked.reads) ?? new Map<string, MetricsQuestion>()
  questions.set(asked.reads, known)
  const key = JSON.stringify([places, words])
  const question = known.get(key) ?? new MetricsQuestion(asked, words, selected(info))
  known.set(key, question)
  return question
}
