/** Output of `report` and `draw` if standard output is a terminal. `script` provides a pseudo-terminal. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../stacks/program";
import { onTerminal, rancherSg, sample } from "./command";

const config = ["--config", sample];
const draw = ["draw", ...config, "--deployment", "production"];

const outputs = [
  ["report", ["report", ...config], "rancher-sg-report.html", "a page written by rancher-sg report"],
  ["report of two inputs", ["report", sample, sample], "rancher-sg-report.html", "a page written by rancher-sg report"],
  ["draw", draw, "rancher-sg-matrix.svg", "a picture drawn by rancher-sg"],
  [
    "draw --format diagram-svg",
    [...draw, "--format", "diagram-svg"],
    "rancher-sg-diagram.svg",
    "a picture drawn by rancher-sg",
  ],
] as const;

describe.each(outputs)("%s", (_, args, file, kind) => {
  const refused = {
    exitCode: 2,
    printed: `--output: exists, and is not ${kind}, got "${file}"; name another file with --output\n`,
  };

  it("writes a file, prints its name, and replaces the file the next time", () => {
    inFolder({}, (folder) => {
      const { stdout: piped } = rancherSg(args);
      for (let time = 1; time <= 2; time++) {
        expect(onTerminal(folder, args)).toEqual({ exitCode: 0, printed: `wrote ${file}\n` });
        expect(readFileSync(join(folder, file), "utf8") === piped).toBe(true);
      }
      expect(readdirSync(folder)).toEqual([file]);
    });
  });

  it("does not replace a file that it did not write", () => {
    inFolder({ [file]: "notes\n" }, (folder) => {
      expect(onTerminal(folder, args)).toEqual(refused);
      expect(readFileSync(join(folder, file), "utf8")).toBe("notes\n");
      expect(readdirSync(folder)).toEqual([file]);
    });
  });

  it.each(["a folder", "a link to a device"])("refuses %s", (what) => {
    inFolder({}, (folder) => {
      if (what === "a folder") mkdirSync(join(folder, file));
      else symlinkSync("/dev/zero", join(folder, file));
      expect(onTerminal(folder, args)).toEqual(refused);
    });
  });

  it("prints with --output -, on a terminal and into a pipe", () => {
    inFolder({}, (folder) => {
      const { stdout: piped } = rancherSg(args);
      expect(piped.length).toBeGreaterThan(10_000);
      expect(onTerminal(folder, [...args, "--output", "-"]).printed === piped).toBe(true);
      expect(rancherSg([...args, "--output", "-"], { cwd: folder }).stdout === piped).toBe(true);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it("replaces any file that --output names", () => {
    inFolder({ "mine.txt": "notes\n" }, (folder) => {
      expect(onTerminal(folder, [...args, "--output", "mine.txt"])).toEqual({ exitCode: 0, printed: "" });
      expect(readFileSync(join(folder, "mine.txt"), "utf8")).toMatch(/^<(!doctype html|svg )/);
    });
  });

  it("writes nothing if the config has a mistake", () => {
    inFolder({}, (folder) => {
      expect(onTerminal(folder, [...args, "--lang", "xx"]).exitCode).toBe(2);
      expect(existsSync(join(folder, file))).toBe(false);
    });
  });
});

test("reports only a wrong format, even if the file of the default format cannot be replaced", () => {
  inFolder({ "rancher-sg-matrix.svg": "notes\n" }, (folder) => {
    expect(onTerminal(folder, [...draw, "--format", "png"])).toEqual({
      exitCode: 2,
      printed: '--format: is not an allowed value, got "png"; use one of matrix-svg, diagram-svg, mermaid\n',
    });
  });
});

test("prints Mermaid on a terminal", () => {
  inFolder({}, (folder) => {
    const { exitCode, printed } = onTerminal(folder, [...draw, "--format", "mermaid"]);
    expect({ exitCode, start: printed.split("\n")[0] }).toEqual({ exitCode: 0, start: "flowchart TB" });
    expect(readdirSync(folder)).toEqual([]);
  });
});
