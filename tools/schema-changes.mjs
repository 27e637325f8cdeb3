import {
  buildSchema,
  findBreakingChanges,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/**
 * The changes from one schema to the next that break clients. What was deprecated with a sunset date, as in
 * `@deprecated(reason: "Use closesAt. Sunset 2027-01-31.")`, may go once that day is over.
 *
 * @param {string} before the schema that clients know, as SDL
 * @param {string} after the new schema, as SDL
 * @param {Date} now
 * @returns {string[]} one sentence a change
 */
export function breakingChanges(before, after, now) {
  const known = buildSchema(before);
  const gone = sunsetElements(known, now);
  return findBreakingChanges(known, buildSchema(after))
    .map(({ description }) => description)
    .filter((description) => !gone.has(removedElement(description)));
}

/** The element that a change removes, by its coordinate; null for changes of other kinds. */
function removedElement(description) {
  const patterns = [
    [/^(\w+\.\w+) was removed\.$/, ([, field]) => field],
    [/^(\w+) was removed from enum type (\w+)\.$/, ([, value, type]) => `${type}.${value}`],
    [/^(\w+\.\w+) arg (\w+) was removed\.$/, ([, field, argument]) => `${field}(${argument}:)`],
    [/^(\w+) was removed\.$/, ([, type]) => type],
  ];
  for (const [pattern, coordinate] of patterns) {
    const found = pattern.exec(description);
    if (found) return coordinate(found);
  }
  return null;
}

/** Coordinates of the elements whose sunset is past; a type is one of them when only such fields led to it. */
function sunsetElements(schema, now) {
  const gone = new Set();
  const reachable = new Set();
  const note = (coordinate, element) => {
    const [, day] = /sunset (\d{4}-\d{2}-\d{2})/i.exec(element.deprecationReason ?? '') ?? [];
    if (day !== undefined && new Date(`${day}T23:59:59.999Z`) < now) gone.add(coordinate);
    else if (element.type) reachable.add(getNamedType(element.type).name);
  };
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  for (const type of types) {
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      for (const argument of field.args ?? [])
        note(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  const led = (type) =>
    reachable.has(type.name) || type === schema.getQueryType() || type === schema.getMutationType();
  if (gone.size > 0) for (const type of types) if (!led(type)) gone.add(type.name);
  return gone;
}
