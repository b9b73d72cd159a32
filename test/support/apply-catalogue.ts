import { pathText } from '#catalogue/problem'
import { readCatalogue } from '#catalogue/read-catalogue'
import { changeCatalogue } from '#storage/stores/catalogue'
import { planOf } from '../../apps/cli/catalogue-file.ts'
import type { Api } from './graphql-api.ts'
import { worldNow } from './graphql-world.ts'

/** Does what `leadline apply` does with a file; what the plan could not do, nothing of it then. */
export async function applyCatalogue(api: Api, text: string, now = worldNow): Promise<readonly string[]> {
  const read = readCatalogue(text)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  let problems: readonly string[] = []
  await changeCatalogue(api.db, (present) => {
    const plan = planOf(present, read.wanted, { now, placeText: pathText })
    problems = plan.problems
    return plan.problems.length > 0 ? [] : plan.changes
  })
  await api.drain()
  return problems
}
