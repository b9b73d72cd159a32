import type { ListedAlert } from '#dashboards/alert-answers'

/** An alert, as the API answers it. */
export interface AnsweredAlert extends ListedAlert {
  readonly direction: string
  readonly level: string
  readonly before: number | null
  readonly after: number | null
  readonly numbers: string
}

/** `AlertFilter` of the API. */
export interface AskedAlerts {
  readonly service?: string
  readonly team?: string
  readonly environment?: string
  readonly open?: boolean
  readonly state?: string
  readonly level?: string
}

export interface AlertsAnswer {
  readonly alerts: {
    readonly totalCount: number
    readonly nodes: readonly AnsweredAlert[]
    readonly pageInfo: { readonly endCursor: string | null }
  }
}

export interface AlertAnswer {
  readonly alert: AnsweredAlert | null
}

const fields = `fragment Said on Alert {
  id metric direction level state title numbers text isPlainThreshold before after
  onsetFrom onsetTo usualFrom openedAt resolvedAt held reason acknowledgedAt acknowledgedBy expectedFalseAlarmsPerYear
  service { name }
  environment { name }
  events { event at toldAt untold tellings { channel state at } }
}`

export const alertsQuestion = `query Alerts($filter: AlertFilter!, $first: Int!, $after: String) {
  alerts(filter: $filter, first: $first, after: $after) { totalCount nodes { ...Said } pageInfo { endCursor } }
}
${fields}`

export const alertQuestion = `query Alert($id: ID!) { alert(id: $id) { ...Said } }
${fields}`
