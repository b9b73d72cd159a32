/** Whether who is signed in may correct: asked once for all the parts of a page. */
import { ask } from './api.ts'
import whoCorrectsQuery from './queries/who-corrects.graphql?raw'
import { currentToken } from './session.ts'

let known: { readonly token: string | null; readonly answer: Promise<boolean> } | null = null

async function asked(): Promise<boolean> {
  const answer = await ask<{ readonly viewer: { readonly mayAdminister: boolean } }>(whoCorrectsQuery, {})
  return answer.data.viewer.mayAdminister
}

/** False too where nobody answers, which is asked again the next time. */
export async function mayCorrect(): Promise<boolean> {
  const token = currentToken()
  if (known?.token !== token) known = { token, answer: asked() }
  try {
    return await known.answer
  } catch {
    known = null
    return false
  }
}
