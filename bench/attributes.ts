type Attributes = Readonly<Record<string, unknown>>;

/** Converts a resource's attributes from Terraform's names to cdktf's. */
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
