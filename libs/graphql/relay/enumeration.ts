import { registerEnumType } from '@nestjs/graphql'

const valuesByName = new Map<string, readonly string[]>()

/** The values of the GraphQL enum of this name; none where there is no such enum. */
export function enumerationValues(name: string): readonly string[] {
  return valuesByName.get(name) ?? []
}

/**
 * Registers a GraphQL enum and gives the object that `@Field(() => …)` refers to it by.
 *
 * @param values name of each value to its description
 */
export function enumeration<const Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): { readonly [V in Value]: V } {
  const names = Object.keys(values) as Value[]
  valuesByName.set(name, names)
  const reference = Object.fromEntries(names.map((value) => [value, value])) as { [V in Value]: V }
  const valuesMap = Object.fromEntries(names.map((value) => [value, { description: values[value] }]))
  registerEnumType(reference, { name, description, valuesMap: valuesMap as { [V in Value]: { description: string } } })
  return reference
}
