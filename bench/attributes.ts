type Attributes = Readonly<Record<string, unknown>>;

/** A resource's attributes, from the case that Terraform has them in to that in which cdktf takes them. */
export function configOf({ "//": _metadata, ...attributes }: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      camelCase(key),
      key === "lifecycle" ? configOf(value as Attributes) : value,
    ]),
  );
}

function camelCase(key: string): string {
  return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
