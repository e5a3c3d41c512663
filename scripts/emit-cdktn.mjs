// Emits the flavour for cdktn beside the one for cdktf: what tsc made of src/constructs and of the entry, once more, with
// the framework's packages called by their other names. All the rest is shared, so that a plan or a SecurityGroupsError
// is the same thing in both.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** `lib` is the folder that tsc wrote. */
export function emitCdktn(lib) {
  const src = join(lib, "src");
  const copy = join(src, "constructs-cdktn");
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(src, "constructs"), copy, { recursive: true });
  for (const name of readdirSync(copy, { recursive: true })) {
    if (/\.(js|d\.ts)$/.test(name)) emit(join(copy, name), join(copy, name));
  }
  for (const extension of ["js", "d.ts"]) emit(join(src, `cdktn.${extension}`), join(src, `index.${extension}`));
}
