import type { Landscape } from "./landscape";
import { deleteObject, listObjects, lockKey, readObject, stateKey, writeObject } from "./state-bucket";
import { patience } from "./timings";

/** Tests of the stack `remembered`, whose state is in S3 next to a lock file. */
export function testStateInS3(landscape: () => Landscape): void {
  const endpoint = () => landscape().emulator.url;

  test("has its state in the bucket, and no lock left", async () => {
    expect(await listObjects(endpoint())).toEqual([stateKey]);
    expect(await rememberedTypes(endpoint())).toContain("aws_security_group");
  });

  test("writes a lock file before the state, and deletes it afterwards", () => {
    const [first, second, third] = requestsOf(landscape(), stateKey, lockKey);
    expect([first, second, third]).toEqual([`PUT ${lockKey}`, `PUT ${stateKey}`, `DELETE ${lockKey}`]);
  });

  test(
    "fails to deploy while another user has the lock",
    async () => {
      const lock = { ID: "4a3f0f5e", Operation: "OperationTypeApply", Who: "another@host", Version: "1.11.4" };
      await writeObject(endpoint(), lockKey, JSON.stringify(lock));
      const { workspace } = landscape().site("examples");
      const { exitCode, said } = await workspace
        .terraform("remembered", "apply", "-auto-approve", "-input=false", "-no-color")
        .finally(() => deleteObject(endpoint(), lockKey));
      expect(exitCode).toBe(1);
      expect(said).toMatch(/Error acquiring the state lock[\s\S]*another@host/);
    },
    patience,
  );
}

/** The types of the resources in the bucket's state. */
export async function rememberedTypes(endpoint: string): Promise<readonly string[]> {
  const { resources } = JSON.parse(await readObject(endpoint, stateKey));
  return resources.map(({ type }: { type: string }) => type);
}

/** Writes and deletes in the bucket, as the emulator saw them. A repeated request counts once. */
function requestsOf({ emulator }: Landscape, ...keys: readonly string[]): readonly string[] {
  const written = [...emulator.log.matchAll(/"(PUT|DELETE) \/[^/]+\/(\S+?)(?:\?\S*)? HTTP[^"]*" 20\d/g)];
  const lines = written.flatMap(([, method, key = ""]) => (keys.includes(key) ? `${method} ${key}` : []));
  return lines.filter((line, index) => line !== lines[index - 1]);
}
