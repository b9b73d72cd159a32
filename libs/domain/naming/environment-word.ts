import { tierOf } from '../environment.ts'

/** An environment found in a longer name. */
export interface EnvironmentWord {
  readonly environment: string
  /** What stands beside it: `eu` of `prod-eu`, `values` of `values-prod`; empty when nothing does. */
  readonly beside: string
}

const region =
  /^(?:a[fp]|ca|cn|eu|il|m[ex]|sa|u[ks]|asia|europe|(?:north|south)america|australia|india|japan)(?:-?(?:gov-)?(?:north|south|east|west|central)+\d{0,2}(?:-?\d{1,2})?[a-z]?)?$/i

/** Words that are environments even where they begin a longer name; `dev-portal` and `test-runner` are none. */
const leading = /^(?:prod|prd|production|staging|stg|preprod|preproduction|pre-prod|pre-production)$/i
/** Words that name no thing of their own, so that an environment may stand on either side of them. */
const neutral =
  /^(?:values?|config|configuration|settings|kustomization|clusters?|env|environment|images?|(?:image-)?tags?|versions?|helmfile|overrides?|\d+)$/i
/** Turn the word after them into another one. */
const turning = /^(?:non|no|not|post|sub)$/i

/** Whether a whole name is an environment, by the table of tiers. */
export function isEnvironment(name: string): boolean {
  if (/^(?:pr|preview)-?\d+$/i.test(name)) return true
  return !['OTHER', 'EPHEMERAL'].includes(tierOf(name))
}

export function isRegion(name: string): boolean {
  return region.test(name)
}

/** Where in a name an environment is looked for: at its ends with care, or anywhere. */
export type Care = 'CAREFUL' | 'ANYWHERE'

function mayStand(word: string, beside: string, first: boolean, care: Care): boolean {
  if (care === 'ANYWHERE' || beside === '' || neutral.test(beside) || isRegion(beside)) return true
  return first ? leading.test(word) : word.toLowerCase() !== 'live'
}

/** The environment in a name of several words, such as `prod-eu`, `values-prod` or `api.pre-prod`. */
export function environmentIn(name: string, care: Care): EnvironmentWord | null {
  const parts = name.split(/([-_.])/)
  for (const length of [3, 1]) {
    const last = parts.length - length
    const inner = care === 'ANYWHERE' ? parts.keys() : [0, last]
    for (const at of inner) {
      if (at % 2 === 1 || at < 0 || at > last) continue
      if (turning.test(parts[at - 2] ?? '') || turning.test(parts[at] ?? '')) continue
      const environment = parts.slice(at, at + length).join('')
      const word = environment.replaceAll(/[_.]/g, '-')
      if (!isEnvironment(word)) continue
      const rest = [...parts.slice(0, at), ...parts.slice(at + length)].join('')
      const beside = rest.replaceAll(/^[-_.]+|[-_.]+$/g, '')
      if (mayStand(word, beside, at === 0, care)) return { environment, beside }
    }
  }
  return null
}
