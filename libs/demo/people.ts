import type { Person } from '#domain/delivery-event'
import type { Random } from './random.ts'

function person(name: string): Person {
  const login = name.toLowerCase().replace(/[^a-z]+/g, '-')
  return { name, email: `${login}@acme.example`, login, bot: false }
}

const authors: readonly Person[] = [
  'Amara Okafor',
  'Ben Lindqvist',
  'Chiara Rossi',
  'Dmitri Sokolov',
  'Elena Marin',
  'Farid Haddad',
  'Grace Kim',
  'Hiro Tanaka',
].map(person)

/** Renews dependencies. */
export const dependencyBot: Person = { name: 'dependency-bot', login: 'dependency-bot[bot]', bot: true }
/** Writes the new image into the configuration repository. */
export const imageBot: Person = { name: 'image-updater', login: 'image-updater[bot]', bot: true }

/** Somebody of the company. */
export function somebody(random: Random): Person {
  return random.pick(authors)
}

const subjects: readonly string[] = [
  'Show the delivery date in the reader’s time zone',
  'Retry on a closed connection',
  'Round tax by line',
  'Cache the list of countries',
  'Make empty baskets readable',
  'Log the request id once',
  'Drop the old address form',
  'Limit page size',
  'Explain why a card was refused',
  'Sort results by relevance',
  'Read limits from settings',
  'Split the slow query',
]

/** What a change is about. */
export function subject(random: Random): string {
  return random.pick(subjects)
}
