/** Shapes of alerts: what `queries/alerts`, `queries/alerts-of-service` and `queries/team-now` ask for. */
interface Named {
  readonly name: string
}

export interface AlertTelling {
  readonly channel: string
  readonly state: string
  readonly at: string
}

export interface AlertHappening {
  readonly event: string
  readonly at: string
  readonly toldAt: string | null
  readonly untold: string | null
  readonly tellings: readonly AlertTelling[]
}

/** What a line about an alert needs. */
export interface AlertLine {
  readonly id: string
  readonly title: string
  readonly onsetFrom: string
  readonly onsetTo: string
  readonly acknowledgedBy: string | null
  readonly environment: Named
}

export interface ListedAlert extends AlertLine {
  readonly metric: string
  readonly state: string
  readonly text: string
  /** A plain threshold raised it, over the window that begins at `usualFrom`. */
  readonly isPlainThreshold: boolean
  readonly usualFrom: string
  readonly openedAt: string
  readonly resolvedAt: string | null
  readonly held: string | null
  readonly reason: string | null
  readonly acknowledgedAt: string | null
  readonly expectedFalseAlarmsPerYear: number | null
  readonly service: Named
  readonly events: readonly AlertHappening[]
}

export interface AlertList {
  readonly totalCount: number
  readonly nodes: readonly ListedAlert[]
}

export interface AlertsAnswer {
  readonly open: AlertList
  /** Left out where only open ones are asked for. */
  readonly over?: AlertList
  readonly watched: AlertList
  readonly services: { readonly nodes: readonly Named[] }
  readonly teams: { readonly nodes: readonly Named[] }
}

export interface AlertsOfServiceAnswer {
  readonly alerts: { readonly nodes: readonly AlertLine[] }
}

export interface AcknowledgeAnswer {
  readonly alertAcknowledge: { readonly userErrors: readonly { readonly message: string }[] }
}
