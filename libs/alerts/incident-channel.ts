import { apiAddress, isRefused, type KeptChannel, type Refused, type StatedChannel } from './stated-channel.ts'

const events = '/v2/enqueue'

/** PagerDuty: the integration key of a service, and of accounts in Europe the address of their API. */
export function pagerDuty(stated: StatedChannel): KeptChannel | Refused {
  const { token, allowPrivate } = stated
  if (!token || !/^[A-Za-z0-9]{32}$/.test(token))
    return {
      refused:
        'Give the Integration Key of an integration "Events API v2" of the service: 32 letters and digits (an API key is another thing).',
      field: 'token',
    }
  const url = apiAddress(stated, {
    usual: `https://events.pagerduty.com${events}`,
    hosts: ['events.eu.pagerduty.com'],
  })
  if (isRefused(url)) return url
  if (url.pathname === '/') url.pathname = events
  return {
    settings: { to: url.host, allowPrivate: allowPrivate === true },
    sealed: { url: url.href, routingKey: token },
  }
}

/** GitHub: a token, the repository in which issues are opened, and of GitHub Enterprise the address of its API. */
export function githubIssue(stated: StatedChannel): KeptChannel | Refused {
  const { token, repository, allowPrivate } = stated
  if (!token || !/^[\w.-]{20,500}$/.test(token))
    return {
      refused: 'Give a token of GitHub that may read and write issues of the repository ("Issues: read and write").',
      field: 'token',
    }
  if (!repository || !/^[\w-][\w.-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/.test(repository))
    return { refused: 'Give the repository in which issues are opened, as owner/name.', field: 'repository' }
  const url = apiAddress(stated, { usual: 'https://api.github.com/', hosts: ['*.ghe.com'] })
  if (isRefused(url)) return url
  return {
    settings: { to: repository, allowPrivate: allowPrivate === true },
    sealed: { url: url.href.endsWith('/') ? url.href : `${url.href}/`, token, repository },
  }
}
