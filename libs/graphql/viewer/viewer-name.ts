import { tokenName, type TokenNameRow } from '#storage/queries/token-name'
import type { Asked } from '../asked.ts'

/** What whoever asks is called wherever it is kept who did something: by the name of the token. */
export async function viewerName({ viewer, outside }: Pick<Asked, 'viewer' | 'outside'>): Promise<string> {
  if (viewer.tokenId === null) return 'LEADLINE_TOKEN'
  const [row] = await outside.writes.query<TokenNameRow>(tokenName(viewer.tokenId))
  return row?.name ?? `token ${viewer.tokenId}`
}
