import { type Detector, expectedOf, type Sensitivity } from './detectors/sensitivity.ts'

/** Deployments a week of the rarest service that was simulated (docs/alerting.md): how often alerts of rarer ones are false, nobody knows. */
export function leastSimulated(detector: string): number {
  return detector === 'deploymentFrequency' || detector === 'silence' ? 1 : 3
}

/** How often a test is wrong of a service with so many deployments a week, or why that is not known. */
export function falseAlarmsOf(
  detector: Detector,
  perWeek: number,
  sensitivity: Sensitivity,
): { readonly falseAlarmsPerYear: number | null; readonly falseAlarmsReason: string | null } {
  const least = leastSimulated(detector)
  if (perWeek >= least)
    return { falseAlarmsPerYear: expectedOf(detector, perWeek, sensitivity), falseAlarmsReason: null }
  const falseAlarmsReason = `Not known: it deploys ${perWeek.toFixed(1)} times a week, and ${least} is the least that was simulated.`
  return { falseAlarmsPerYear: null, falseAlarmsReason }
}
