/** What Slack says that passes by itself. */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'rollup_error',
])

/** What to do about what Slack says. */
const advice: Readonly<Record<string, string>> = {
  channel_not_found:
    'there is no such channel, or the app is not in it: give the id (C…) of "View channel details", and write /invite @YOUR-APP in a private channel',
  not_in_channel:
    'the app is not in the channel: write /invite @YOUR-APP in it, or give the app the scope chat:write.public',
  channel_is_archived: 'the channel is archived: open it again, or give another',
  is_archived: 'the channel is archived: open it again, or give another',
  invalid_auth:
    'it does not know the token: copy the Bot User OAuth Token of the app anew, and give it to the channel (channel change --token-file)',
  not_authed:
    'it does not know the token: copy the Bot User OAuth Token of the app anew, and give it to the channel (channel change --token-file)',
  account_inactive: 'the app was removed from the workspace: install it again',
  token_revoked:
    'the token was revoked: install the app again, and give the channel its new token (channel change --token-file)',
  token_expired:
    'the token has expired: turn token rotation off in the app, and give the channel a new one (channel change --token-file)',
  missing_scope: 'the app lacks the scope chat:write: add it under OAuth & Permissions, and install the app again',
  restricted_action: 'the workspace lets only some people post there: give another channel, or allow the app',
  action_prohibited: 'the workspace allows no incoming webhooks there: ask its administrator',
  no_service:
    'the webhook was removed or turned off: make another in the app, and give the channel its address (channel change --url-file)',
  no_service_id: 'the address is not whole: copy it again from Incoming Webhooks of the app',
  no_team: 'the address is of no workspace: copy it again from Incoming Webhooks of the app',
  team_disabled: 'the workspace is turned off',
  invalid_token:
    'the address is not whole, or the webhook was removed: copy it again from Incoming Webhooks of the app',
}

/** Whether Slack will take it later. */
export function isPassing(code: string): boolean {
  return passing.has(code)
}

/** What Slack's own word for a problem means. Only what looks like such a word is repeated. */
export function slackProblem(host: string, code: string): string {
  const known = /^[a-z_]{1,60}$/.test(code) ? code : null
  if (known === null) return `${host} does not answer as Slack does; is it the address of Slack?`
  const todo = advice[known]
  return `${host} refuses it (${known})${todo === undefined ? '.' : `: ${todo}.`}`
}
