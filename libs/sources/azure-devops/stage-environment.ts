import { tierOf } from '#domain/environment'
import { environmentIn, isEnvironment, isRegion } from '#domain/naming/environment-word'

/** Where a stage deploys to, by its name. */
export interface StagePlace {
  readonly environment: string
  /** Of several stages that deploy to one environment; null where the name tells none. */
  readonly placement: string | null
}

/** `DeployToProd` is three words. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Za-z])(?=\d)/g, '-')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '')
}

const deploying = /^(?:deploy(?:s|ing|ment|ments)?|releas(?:e|es|ing)|rollout|promot(?:e|es|ing|ion)|ship|cd)$/i
const between = /^(?:to|into|in|on|the|stage|env|environment)$/i

/** Whether the name of a stage says that it deploys. */
export function saysDeploy(name: string): boolean {
  return wordsOf(name).some((word) => deploying.test(word))
}

/**
 * The environment in the name of a stage: `Production`, `Deploy_Prod`, `DeployToStaging`, `Deploy prod eu-west`. Null of a stage that
 * does something else, such as `Build_Prod`, and of one called `Test`, which most often runs tests.
 */
export function stageEnvironment(name: string): StagePlace | null {
  const words = wordsOf(name).filter((word) => !deploying.test(word) && !between.test(word))
  const rest = words.join('-').toLowerCase()
  const deploys = saysDeploy(name)
  if (isEnvironment(rest)) {
    const mayBeTests = !deploys && tierOf(rest) === 'TESTING' && rest !== 'qa'
    return mayBeTests ? null : { environment: rest, placement: null }
  }
  const within = environmentIn(rest, 'CAREFUL')
  if (within === null) return null
  const isPlace = isRegion(within.beside) || /^\d+$/.test(within.beside)
  if (!deploys && !isPlace) return null
  return { environment: within.environment, placement: isPlace ? within.beside : null }
}
