declare const content: unique symbol;

/**
 * What a statement reads of a sealed value: the wrapped key of its subject and the sealed bytes, one behind the other,
 * so that one column is all that it takes to open it. The compiler keeps it from being shown as if it were the value.
 */
export type Sealed<Value> = Uint8Array & { readonly [content]?: Value };
