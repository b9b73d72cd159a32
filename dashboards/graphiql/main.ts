import { GraphiQL } from 'graphiql'
import 'graphiql/graphiql.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { adoptToken, currentToken } from '../session.ts'
import { currentTheme, followTheme } from '../theme.ts'
import './graphiql.css'

/** A first query that answers on any installation, with the words that explain it. */
const welcome = `# Leadline's GraphQL. Ctrl+Space completes, Ctrl+Enter runs; the book at the left explains every field.
# Requests carry the token that you signed in with on the pages.
query Services($window: WindowInput!) {
  services(first: 20) {
    nodes {
      name
      team { name }
      metrics(environment: "production", window: $window) {
        deploymentFrequency { perWeek sampleSize interval { low high } }
        leadTimeForChanges { medianSeconds sampleSize unavailableReason }
        changeFailureRate { rate failed deployments }
      }
    }
  }
}
`

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
if (place !== null) {
  createRoot(place).render(
    createElement(GraphiQL, {
      fetcher,
      defaultQuery: welcome,
      variables: '{ "window": { "last": "P90D" } }',
      shouldPersistHeaders: false,
      isHeadersEditorEnabled: false,
      ...(theme === 'system' ? {} : { forcedTheme: theme }),
    }),
  )
}
