import { processConfig } from '#config/config'
import { say } from './terminal.ts'

/** Says of a channel of mail what the process that sends needs, which may be set there and not here. */
export function warnWithoutMail(kind: string | undefined): void {
  if (kind !== 'EMAIL' || processConfig().mail !== null) return
  say(
    'Mail goes out where LEADLINE_SMTP_URL and LEADLINE_MAIL_FROM are set for the Leadline that runs, such as LEADLINE_SMTP_URL=smtp://user:password@mail.example:587 and LEADLINE_MAIL_FROM=leadline@example.org; here they are not, which says nothing of that one. `npx leadline channel test` does.',
  )
}
