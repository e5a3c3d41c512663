// Emits the entry point for cdktn: copies of the compiled constructs and of the main entry point, with the framework's
// packages renamed. All other modules are shared, so both flavours have the same plan and SecurityGroupsError.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const renamed = new Map([
  ["cdktf", "cdktn"],
  ["@cdktf/provider-aws", "@cdktn/provider-aws"],
  ["./constructs", "./constructs-cdktn"],
]);
const importPosition = /(\bfrom |\bimport |\bimport\(|\brequire\()"((?:@\w+\/|\.\/)?[\w-]+)((?:\/[^"]*)?)"/g;

function emit(file, source) {
  const text = readFileSync(source, "utf8").replace(
    importPosition,
    (_, before, name, rest) => `${before}"${renamed.get(name) ?? name}${rest}"`,
  );
  const left = /["']@?cdktf["'/].*/.exec(text);
  if (left) throw new Error(`${file} still names cdktf, where no import was expected: ${left[0]}`);
  writeFileSync(file, text);
}

/** `api` is the folder with the compiled package. */
export function emitCdktn(api) {
  const copy = join(api, "constructs-cdktn");
  cpSync(join(api, "constructs"), copy, { recursive: true });
  for (const name of readdirSync(copy, { recursive: true })) {
    if (/\.(js|d\.ts)$/.test(name)) emit(join(copy, name), join(copy, name));
  }
  for (const extension of ["js", "d.ts"]) emit(join(api, `cdktn.${extension}`), join(api, `index.${extension}`));
}
