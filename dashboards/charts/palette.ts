/** Colours of a chart, as CSS colours; read from the page's theme, or given by whoever draws elsewhere. */
export interface Palette {
  readonly ink: string
  readonly muted: string
  readonly grid: string
  readonly surface: string
  readonly series: string
  /** For intervals and for steps that the window cuts. */
  readonly soft: string
  readonly warning: string
  /** One for each stage of lead time, in their order; told apart in every common kind of colour blindness. */
  readonly stages: readonly string[]
  readonly font: string
}

/** What happened in one step of a trend. */
export interface StepMarks {
  readonly deployments: number
  readonly incidents: readonly string[]
  readonly rules: readonly string[]
}

/** What a chart knows beside its points. */
export interface Frame {
  /** What happened in each step; left out: nobody asked. */
  readonly marks?: readonly StepMarks[]
  readonly by: 'DAY' | 'WEEK' | 'MONTH'
  readonly timeZone: string
  readonly palette: Palette
}

/** The same data as a table, for those who cannot or do not want to see a picture. */
export interface DataTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}
