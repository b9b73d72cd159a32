import { registerEnumType } from '@nestjs/graphql'

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
  const reference = Object.fromEntries(names.map((value) => [value, value])) as { [V in Value]: V }
  const valuesMap = Object.fromEntries(names.map((value) => [value, { description: values[value] }]))
  registerEnumType(reference, { name, description, valuesMap: valuesMap as { [V in Value]: { description: string } } })
  return reference
}
