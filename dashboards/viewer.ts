/** Whether who is signed in may correct, and by which name that is kept: asked once for all the parts of a page. */
import { ask } from './api.ts'
import whoCorrectsQuery from './queries/who-corrects.graphql?raw'
import { currentToken } from './session.ts'

interface Viewer {
  readonly mayAdminister: boolean
  readonly name: string | null
}

let known: { readonly token: string | null; readonly answer: Promise<Viewer> } | null = null

async function asked(): Promise<Viewer> {
  return (await ask<{ readonly viewer: Viewer }>(whoCorrectsQuery, {})).data.viewer
}

/** Null where nobody answers, which is asked again the next time. */
async function viewer(): Promise<Viewer | null> {
  const token = currentToken()
  if (known?.token !== token) known = { token, answer: asked() }
  try {
    return await known.answer
  } catch {
    known = null
    return null
  }
}

/** False too where nobody answers. */
export async function mayCorrect(): Promise<boolean> {
  return (await viewer())?.mayAdminister ?? false
}

/** Name of the token that is signed in; null where it is not known. */
export async function nameOfToken(): Promise<string | null> {
  return (await viewer())?.name ?? null
}
