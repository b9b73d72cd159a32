import { plain, each, type Json, message, type Parts, present, record, scalars } from './parts.ts'

const origins = ['org.opencontainers.image.revision', 'org.opencontainers.image.source']

function image(value: unknown): Json {
  const given = record(value)
  return present({
    ...scalars(given, 'repoURL', 'tag', 'digest'),
    annotations: scalars(given['annotations'], ...origins),
  })
}

function freight(value: unknown): Json {
  const given = record(value)
  return present({
    ...scalars(given, 'name', 'alias', 'warehouse'),
    origin: scalars(given['origin'], 'kind', 'name'),
    images: each(given['images'], image),
    commits: each(given['commits'], (commit) =>
      present({ ...scalars(commit, 'id', 'branch', 'tag'), repoURL: plain(record(commit)['repoURL']) }),
    ),
    charts: each(given['charts'], (chart) => scalars(chart, 'repoURL', 'name', 'version')),
  })
}

/** A Promotion of Kargo: which freight went to which stage, by which steps, and how it ended. */
export function reducePromotion({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  return {
    spec: present({
      ...scalars(spec, 'stage', 'freight'),
      steps: each(spec['steps'], (step) => scalars(step, 'uses')),
    }),
    status: present({
      ...scalars(status, 'phase', 'startedAt', 'finishedAt'),
      message: message(status['message']),
      freight: freight(status['freight']),
    }),
  }
}

/** A Freight of Kargo, which has neither spec nor status that matter: images that belong together, with their origins. */
export function reduceFreight(object: Json): Parts {
  return { spec: {}, status: {}, beside: freight(object) }
}
