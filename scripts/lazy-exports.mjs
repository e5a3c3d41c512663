// Makes the entry of the library load a module when something of it is first asked for: an app with one construct does
// not read what verifies, draws or adopts. The exports keep the form by which Node finds their names for `import`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `lib` is the folder that tsc wrote. */
export function makeExportsLazy(lib) {
  const file = join(lib, "src/index.js");
  const eager = readFileSync(file, "utf8");
  const lazy = eager.replace(/^var (\w+) = require\(("\.\/[\w/-]+")\);$/gm, (_, module, path) => {
    const names = [...eager.matchAll(new RegExp(`return ${module}\\.(\\w+);`, "g"))].map(([, name]) => name);
    return `const ${module} = { ${names.map((name) => `get ${name}() { return require(${path}).${name}; }`).join(", ")} };`;
  });
  if (lazy === eager || / = require\(/.test(lazy)) throw new Error(`${file} is not as tsc used to write it`);
  writeFileSync(file, lazy);
}
