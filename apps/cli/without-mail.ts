import { processConfig } from '#config/config'
import { say } from './terminal.ts'

/** Says of a channel of mail that there is nothing to send it by, where that is so. */
export function warnWithoutMail(kind: string | undefined): void {
  if (kind !== 'EMAIL' || processConfig().mail !== null) return
  say(
    'No mail server is set here: no mail goes out until LEADLINE_SMTP_URL and LEADLINE_MAIL_FROM are set where Leadline runs, such as LEADLINE_SMTP_URL=smtp://user:password@mail.example:587 and LEADLINE_MAIL_FROM=leadline@example.org.',
  )
}
