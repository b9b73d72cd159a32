import {
  apiAddress,
  isRefused,
  type KeptChannel,
  postedAddress,
  type Refused,
  type StatedChannel,
} from './stated-channel.ts'

/** Where Slack has incoming webhooks. */
const slackHooks = ['hooks.slack.com', 'hooks.slack-gov.com']
const slackApi = 'https://slack.com/api/'
/** Where Teams had incoming webhooks, until Microsoft turned them off. */
const retired = /(?:^|\.)(?:webhook\.office\.com|outlook\.office(?:365)?\.com)$/

/** Whether an address is that of an incoming webhook of Slack. */
export function isIncomingWebhook(url: string): boolean {
  return URL.canParse(url) && slackHooks.includes(new URL(url).host)
}

function slackBot(stated: StatedChannel): KeptChannel | Refused {
  const { token, slackChannel, allowPrivate } = stated
  if (!token || !/^xoxb-[\w-]{10,250}$/.test(token))
    return {
      refused: 'Give the Bot User OAuth Token of the app (OAuth & Permissions); it begins with xoxb-.',
      field: 'token',
    }
  if (!slackChannel || !/^[CGD][A-Z0-9]{6,20}$/.test(slackChannel))
    return {
      refused:
        'Give the id of the channel, such as C0123456789: it stands at the end of "View channel details" in Slack.',
      field: 'slackChannel',
    }
  const url = apiAddress(stated, { usual: slackApi, hosts: ['slack-gov.com'] })
  if (isRefused(url)) return url
  const base = url.href.endsWith('/') ? url.href : `${url.href}/`
  return {
    settings: { to: slackChannel, allowPrivate: allowPrivate === true },
    sealed: { url: base, token, room: slackChannel },
  }
}

/** Slack: a bot with its token, or the address of an incoming webhook. */
export function slack(stated: StatedChannel): KeptChannel | Refused {
  const { token, slackChannel, url, allowPrivate } = stated
  if (token || slackChannel) return slackBot(stated)
  if (!url)
    return {
      refused:
        'Give the address of an incoming webhook (url), or the token of a bot and a channel (token, slackChannel).',
      field: 'url',
    }
  const address = postedAddress(stated)
  if (isRefused(address)) return address
  if (allowPrivate !== true && !slackHooks.includes(address.host))
    return {
      refused:
        'Incoming webhooks of Slack are at https://hooks.slack.com/services/…; any other address with allowPrivate (--allow-private).',
      field: 'url',
    }
  return { settings: { to: address.host, allowPrivate: allowPrivate === true }, sealed: { url: address.href } }
}

/** Teams: the address of a workflow that posts cards. */
export function teams(stated: StatedChannel): KeptChannel | Refused {
  const address = postedAddress(stated)
  if (isRefused(address)) return address
  if (retired.test(address.hostname))
    return {
      refused:
        'Microsoft has retired the connectors of Office 365: make a workflow from the template "Send webhook alerts to a channel" in the Workflows app of Teams, and give its address.',
      field: 'url',
    }
  return {
    settings: { to: address.host, allowPrivate: stated.allowPrivate === true },
    sealed: { url: address.href },
  }
}
