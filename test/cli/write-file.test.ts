import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs, {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { refuseToReplace, writeWholeFile } from "../../src/cli/write-file";
import { inFolder } from "../stacks/program";
import { bundle, sample } from "./command";

const message = (file: string, why: string) => `--output: cannot be written: ${why}, got "${file}"; name another file`;

/** The error message of a write. Undefined if it succeeds. */
function refused(file: string): string | undefined {
  try {
    writeWholeFile(file, "new");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test("writes a new file, and replaces an existing one with its permissions", () => {
  inFolder({ old: "old, and longer than the new text" }, (folder) => {
    chmodSync(join(folder, "old"), 0o640);
    for (const name of ["old", "new", "x".repeat(255)]) {
      writeWholeFile(join(folder, name), "text");
      expect(readFileSync(join(folder, name), "utf8")).toBe("text");
    }
    expect(statSync(join(folder, "old")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(["new", "old", "x".repeat(255)]);
  });
});

test("replaces the file in one step, so that a program that has it open reads the old text to its end", () => {
  inFolder({ file: "old" }, (folder) => {
    const file = join(folder, "file");
    const opened = openSync(file, "r");
    writeWholeFile(file, "new");
    expect(readFileSync(opened, "utf8")).toBe("old");
    closeSync(opened);
    expect(readFileSync(file, "utf8")).toBe("new");
  });
});

test("writes through a link, even if its file does not exist yet", () => {
  inFolder({}, (folder) => {
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere/old"), "old");
    for (const name of ["old", "new"]) {
      symlinkSync(`elsewhere/${name}`, join(folder, name));
      writeWholeFile(join(folder, name), "text");
      expect(readlinkSync(join(folder, name))).toBe(`elsewhere/${name}`);
      expect(readFileSync(join(folder, "elsewhere", name), "utf8")).toBe("text");
    }
    expect(readdirSync(join(folder, "elsewhere")).sort()).toEqual(["new", "old"]);
  });
});

test("writes to a device, which stays a device", () => {
  inFolder({}, (folder) => {
    symlinkSync("/dev/null", join(folder, "null"));
    writeWholeFile(join(folder, "null"), "text");
    expect(lstatSync(join(folder, "null")).isSymbolicLink()).toBe(true);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    symlinkSync("/dev/full", join(folder, "full"));
    expect(refused(join(folder, "full"))).toBe(message(join(folder, "full"), "the disk is full"));
  });
});

test("writes the complete text to a pipe, and fails at once if no program reads from it", async () => {
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  const pipe = join(folder, "pipe");
  try {
    execFileSync("mkfifo", [pipe]);
    expect(refused(pipe)).toBe(message(pipe, "no program reads from it"));
    const reader = spawn("sh", ["-c", `cat ${pipe} | wc -c`]);
    const length = new Promise<string>((resolve) => reader.stdout.on("data", (text) => resolve(`${text}`.trim())));
    // The shell opens the pipe some time after it has started.
    const text = "x".repeat(1_000_000);
    for (let isWritten = false; !isWritten; ) {
      try {
        writeWholeFile(pipe, text);
        isWritten = true;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    expect(await length).toBe("1000000");
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  } finally {
    execFileSync("rm", ["-r", folder]);
  }
});

test("writes to every name of a file with hard links", () => {
  inFolder({ file: "old, and longer than the new text" }, (folder) => {
    linkSync(join(folder, "file"), join(folder, "other"));
    writeWholeFile(join(folder, "other"), "new");
    expect(["file", "other"].map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["new", "new"]);
    expect(readdirSync(folder).sort()).toEqual(["file", "other"]);
  });
});

test.each(["/dev/stdout", "/proc/self/fd/1", "link"])("appends to a log that is the standard output: %s", (output) => {
  inFolder({ log: "first line\n" }, (folder) => {
    symlinkSync("/dev/stdout", join(folder, "link"));
    const args = ["-c", `exec "$0" "$@" >> log`, process.execPath, bundle, "draw", "--deployment", "production"];
    const { stderr } = spawnSync("sh", [...args, "--config", sample, "--output", output], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(readFileSync(join(folder, "log"), "utf8")).toMatch(/^first line\n<svg .*<\/svg>\n$/s);
    expect(readdirSync(folder).sort()).toEqual(["link", "log"]);
  });
});

test("names the standard output if its disk is full", () => {
  const args = ["-c", `exec "$0" "$@" > /dev/full`, process.execPath, bundle, "draw", "--deployment", "production"];
  const { status, stderr } = spawnSync("sh", [...args, "--config", sample], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 2, stderr: "standard output: cannot be written: the disk is full\n" });
});

test("reports why a file that the user may own cannot be replaced", () => {
  const name = "x".repeat(256);
  expect(() => refuseToReplace(name, "an import map", () => true, "--imports")).toThrow(
    "--imports: cannot be written: the name is too long, got",
  );
});

test("reports why a file cannot be written, and leaves nothing behind", () => {
  inFolder({ file: "old" }, (folder) => {
    symlinkSync("circle", join(folder, "circle"));
    const at = (name: string) => join(folder, name);
    for (const [name, why] of [
      ["none/file", "there is no such folder"],
      [".", "it is a folder"],
      ["file/x", "its folder is a file"],
      ["circle", "it is a link to itself"],
    ] as const) {
      expect(refused(at(name))).toBe(message(at(name), why));
    }
    expect(refused("x".repeat(256))).toMatch(/^--output: cannot be written: the name is too long, got "x+/);
    expect(readdirSync(folder).sort()).toEqual(["circle", "file"]);
    expect(readFileSync(at("file"), "utf8")).toBe("old");
  });
});

test("keeps the old file if a write fails half-way", () => {
  inFolder({ "old.html": "old" }, (folder) => {
    // The page is longer than 4 blocks, the limit on the length of a file.
    const command = `ulimit -f 4; exec "$0" "$@"`;
    const args = ["-c", command, process.execPath, bundle, "report", "--config", sample, "--output", "old.html"];
    const { status, stderr } = spawnSync("bash", args, { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: '--output: cannot be written: the file is too large, got "old.html"; name another file\n',
    });
    expect(readdirSync(folder)).toEqual(["old.html"]);
    expect(readFileSync(join(folder, "old.html"), "utf8")).toBe("old");
  });
});

describe("a file that cannot be replaced", () => {
  const refusing = (call: "renameSync" | "openSync", code: string) =>
    jest.spyOn(fs, call).mockImplementationOnce(() => {
      throw Object.assign(new Error(code), { code, syscall: call });
    });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([
    ["a file that is mounted alone", "renameSync", "EBUSY"],
    ["a file of another file system", "renameSync", "EXDEV"],
    ["a file in a folder of another user", "openSync", "EACCES"],
    ["a file in a folder that is mounted to be read", "openSync", "EROFS"],
    ["a file in a folder with deletions restricted", "renameSync", "EPERM"],
  ] as const)("is written in place: %s", (_, call, code) => {
    inFolder({ file: "old, and longer than the new text" }, (folder) => {
      const file = join(folder, "file");
      const { ino } = statSync(file);
      const spy = refusing(call, code);
      expect(refused(file)).toBeUndefined();
      expect(spy).toHaveBeenCalled();
      expect([readFileSync(file, "utf8"), statSync(file).ino]).toEqual(["new", ino]);
      expect(readdirSync(folder)).toEqual(["file"]);
    });
  });

  test("stays as it was on a full disk", () => {
    inFolder({ file: "old" }, (folder) => {
      refusing("openSync", "ENOSPC");
      const file = join(folder, "file");
      expect(refused(file)).toBe(message(file, "the disk is full"));
      expect(readFileSync(file, "utf8")).toBe("old");
    });
  });
});

describe("without permission", () => {
  /** Runs the program as a user without permissions, if this is root. */
  const asUser = (folder: string, ...args: readonly string[]) => {
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const run = spawnSync(process.execPath, [bundle, ...args], { cwd: folder, encoding: "utf8", ...user });
    return [run.status, run.stdout + run.stderr];
  };
  const config = readFileSync(sample, "utf8");
  const draw = ["draw", "--deployment", "production", "--config", "c.yaml"];

  test.each([
    [
      "a config",
      ["c.yaml", 0o000],
      draw,
      "c.yaml: cannot be read: no permission; name the config file with --config, or write a first one with rancher-sg init\n",
    ],
    [
      "a new file",
      [".", 0o555],
      [...draw, "--output", "new"],
      '--output: cannot be written: no permission, got "new"; name another file\n',
    ],
    [
      "an existing file",
      ["old", 0o444],
      [...draw, "--output", "old"],
      '--output: cannot be written: no permission, got "old"; name another file\n',
    ],
    [
      "an output folder",
      ["out", 0o555],
      ["synth", "--config", "c.yaml", "--output", "out"],
      "out: cannot be written: no permission; name another output folder with --output\n",
    ],
    [
      "a folder of configs",
      ["configs", 0o000],
      ["lint", "--config", "configs"],
      "configs: cannot be read: no permission; name the config file in RANCHER_SG_CONFIG\n",
    ],
    [
      "a folder above the config",
      ["configs", 0o000],
      ["lint", "--config", "configs/c.yaml"],
      "configs/c.yaml: cannot be read: no permission; name the config file with --config, or write a first one with rancher-sg init\n",
    ],
  ] as const)("the message is one line: %s", (_, [name, mode], args, expected) => {
    inFolder({ "c.yaml": config, old: "old" }, (folder) => {
      for (const path of ["configs", "out"]) mkdirSync(join(folder, path));
      chmodSync(folder, 0o755);
      chmodSync(join(folder, name), mode);
      expect(asUser(folder, ...args)).toEqual([2, expected]);
      expect(readFileSync(join(folder, "old"), "utf8")).toBe("old");
      for (const path of [".", name]) chmodSync(join(folder, path), 0o755);
    });
  });
});

test.each(["draw --deployment production", "report", "audit --deployment production groups.json rules.json --imports"])(
  "is used by %s",
  (line) => {
    const files = { "groups.json": '{"SecurityGroups": []}', "rules.json": '{"SecurityGroupRules": []}' };
    inFolder(files, (folder) => {
      mkdirSync(join(folder, "elsewhere"));
      symlinkSync("elsewhere/out", join(folder, "out"));
      const output = line.endsWith("--imports") ? ["out"] : ["--output", "out"];
      const args = [bundle, ...line.split(" "), ...output, "--config", sample];
      const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
      expect(stderr).toBe("");
      expect(lstatSync(join(folder, "out")).isSymbolicLink()).toBe(true);
      expect(readdirSync(join(folder, "elsewhere"))).toEqual(["out"]);
      expect(statSync(join(folder, "out")).size).toBeGreaterThan(50);
    });
  },
);
