import { SecretBox } from '#access/secret-box'
import { processConfig } from '#config/config'

/** What secrets of sources are sealed with, as the settings say. */
export function secretBox(): SecretBox {
  const { secretKey, home } = processConfig()
  return new SecretBox({ given: secretKey, home })
}
