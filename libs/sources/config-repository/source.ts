import type { Source } from '../source.ts'
import { translate } from './translate.ts'

/** A GitOps configuration repository; its git history is read by `history.ts`. */
export const configRepository: Source = {
  id: 'config-repository',
  title: 'Configuration repository',
  verified: 'captured',
  translate,
}
