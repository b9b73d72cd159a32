import { each, type Json, present, record, scalars } from './parts.ts'

function freight(value: unknown): Json {
  const given = record(value)
  return present({
    ...scalars(given, 'name', 'alias'),
    images: each(given['images'], (image) => scalars(image, 'repoURL', 'tag', 'digest')),
    commits: each(given['commits'], (commit) => scalars(commit, 'repoURL', 'id', 'branch', 'tag')),
    charts: each(given['charts'], (chart) => scalars(chart, 'repoURL', 'name', 'version')),
  })
}

/** A Promotion of Kargo: which freight went to which stage, and how it ended. */
export function reducePromotion({ spec: given, status: told }: Json): { readonly spec: Json; readonly status: Json } {
  const status = record(told)
  return {
    spec: scalars(given, 'stage', 'freight'),
    status: present({ ...scalars(status, 'phase', 'startedAt', 'finishedAt'), freight: freight(status['freight']) }),
  }
}
