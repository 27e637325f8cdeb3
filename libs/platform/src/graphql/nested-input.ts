import { ValidateNested } from 'class-validator';

type InputClass = new () => object;

/** Which fields of an input class hold inputs themselves, by the prototype that declares them. */
const nestedFields = new WeakMap<object, Map<string | symbol, () => InputClass>>();

/** Declares that a field of an input is itself an input, or a list of inputs, whose rules are checked. */
export function NestedInput(type: () => InputClass): PropertyDecorator {
  return (prototype, property) => {
    const fields = nestedFields.get(prototype) ?? new Map<string | symbol, () => InputClass>();
    nestedFields.set(prototype, fields.set(property, type));
    ValidateNested()(prototype, String(property));
  };
}

/** Makes what GraphQL has read an instance of its class, down to the nested inputs. */
export function instantiate(type: InputClass, value: object): object {
  const input = Object.assign(new type(), value);
  for (
    let prototype: unknown = type.prototype;
    isObject(prototype);
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const [property, nested] of nestedFields.get(prototype) ?? []) {
      Reflect.set(input, property, instantiateNested(nested(), Reflect.get(input, property)));
    }
  }
  return input;
}

function instantiateNested(type: InputClass, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => instantiateNested(type, item));
  return isObject(value) ? instantiate(type, value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
