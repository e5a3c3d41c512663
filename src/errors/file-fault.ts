/** Why the operating system refused to read or write a file. */

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "its folder is a file"],
  ["EISDIR", "it is a folder"],
  ["EACCES", "no permission"],
  ["EPERM", "no permission"],
  ["EROFS", "no permission"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ELOOP", "it is a link to itself"],
  ["ENXIO", "no program reads from it"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file is too large"],
]);

interface FileFault extends Error {
  readonly code?: string;
  /** Absent if the file was open already. */
  readonly path?: string;
}

/** The reason in words. `others` are words for single codes that differ from the usual ones. */
export function fileFault(error: unknown, others: Readonly<Record<string, string>> = {}): string {
  const { code = "", message } = error as FileFault;
  return (Object.hasOwn(others, code) ? others[code] : reasons.get(code)) ?? message;
}

/** Whether the operating system refused to read or write a file. */
export function isFileFault(error: unknown): error is FileFault {
  return error instanceof Error && "syscall" in error && "code" in error && reasons.has(`${error.code}`);
}
