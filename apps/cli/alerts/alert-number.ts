import { parseGlobalId } from '#graphql/relay/global-id'
import { InvalidArgumentError } from 'commander'

/** The number in an id of the API. */
function numberInId(id: string): string | undefined {
  const parsed = parseGlobalId(id)
  return parsed?.type === 'Alert' ? parsed.parts[0] : undefined
}

/** Which alert is meant: by its number, as receivers know it (`alert-17`), or by its id in the API. */
export function alertNumber(text: string): number {
  const number = Number(/^(?:alert-)?(\d{1,15})$/.exec(text)?.[1] ?? numberInId(text))
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new InvalidArgumentError(
    'It is no id of an alert; write its number, such as 17. npx leadline alert list shows it.',
  )
}
