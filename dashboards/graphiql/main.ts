import { GraphiQL } from 'graphiql'
import 'graphiql/graphiql.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { adoptToken, currentToken } from '../session.ts'
import { currentTheme, followTheme } from '../theme.ts'
import { fallback, openedByFragment } from './documents.ts'
import './graphiql.css'

interface Request {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: unknown
}

/** Answers and errors are shown as the server sent them; what is no JSON is said to be so. */
async function fetcher(request: Request): Promise<Record<string, unknown>> {
  const token = currentToken()
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
      body: JSON.stringify(request),
    })
    if (response.status === 401 && token === null) {
      return { errors: [{ message: 'Nobody is signed in. Sign in on the pages (/), then run this again.' }] }
    }
    const answer: unknown = await response.json()
    return typeof answer === 'object' && answer !== null ? { ...answer } : { answer }
  } catch {
    return { errors: [{ message: 'The server does not answer with JSON. Is Leadline running?' }] }
  }
}

adoptToken(window.location, window.history)
followTheme()
const place = document.querySelector('#graphiql')
const theme = currentTheme()
const { query, variables } = openedByFragment(window.location.hash)
const home = createElement(GraphiQL.Logo, null, createElement('a', { href: '/', className: 'home' }, 'Leadline'))
if (place !== null) {
  createRoot(place).render(
    createElement(
      GraphiQL,
      {
        fetcher,
        defaultQuery: fallback.query,
        variables: variables ?? fallback.variables,
        shouldPersistHeaders: false,
        isHeadersEditorEnabled: false,
        ...(query === undefined ? {} : { query }),
        ...(theme === 'system' ? {} : { forcedTheme: theme }),
      },
      home,
    ),
  )
}
