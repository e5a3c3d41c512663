/** The entries that have a value: an optional property of ours is absent, never undefined. */
export function withoutUndefined<T extends object>(entries: T) {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [key in keyof T as undefined extends T[key] ? never : key]: T[key];
  } & { [key in keyof T as undefined extends T[key] ? key : never]?: Exclude<T[key], undefined> };
}
