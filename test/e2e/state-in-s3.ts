import type { Landscape } from "./landscape";
import { deleteObject, listObjects, lockKey, readObject, stateKey, writeObject } from "./state-bucket";
import { patience } from "./timings";

/** Tests of the stack `remembered`, whose state is in S3 with a lock file beside it. */
export function testStateInS3(landscape: () => Landscape): void {
  const endpoint = () => landscape().emulator.url;

  test("the state is in the bucket, and no lock is left", async () => {
    expect(await listObjects(endpoint())).toEqual([stateKey]);
    expect(await rememberedTypes(endpoint())).toContain("aws_security_group");
  });

  test("the deploy writes a lock file before the state, and deletes it after", () => {
    const [first, second, third] = requestsOf(landscape(), stateKey, lockKey);
    expect([first, second, third]).toEqual([`PUT ${lockKey}`, `PUT ${stateKey}`, `DELETE ${lockKey}`]);
  });

  test(
    "somebody else's lock holds a deploy up",
    async () => {
      const lock = { ID: "4a3f0f5e", Operation: "OperationTypeApply", Who: "somebody@else", Version: "1.11.4" };
      await writeObject(endpoint(), lockKey, JSON.stringify(lock));
      const { workspace } = landscape().site("examples");
      const { exitCode, said } = await workspace
        .terraform("remembered", "apply", "-auto-approve", "-input=false", "-no-color")
        .finally(() => deleteObject(endpoint(), lockKey));
      expect(exitCode).toBe(1);
      expect(said).toMatch(/Error acquiring the state lock[\s\S]*somebody@else/);
    },
    patience,
  );
}

/** The types of the resources that the state in the bucket has. */
export async function rememberedTypes(endpoint: string): Promise<readonly string[]> {
  const { resources } = JSON.parse(await readObject(endpoint, stateKey));
  return resources.map(({ type }: { type: string }) => type);
}

/** What was written and deleted in the bucket, as the emulator saw it; what was sent again counts once. */
function requestsOf({ emulator }: Landscape, ...keys: readonly string[]): readonly string[] {
  const written = [...emulator.log.matchAll(/"(PUT|DELETE) \/[^/]+\/(\S+?)(?:\?\S*)? HTTP[^"]*" 20\d/g)];
  const lines = written.flatMap(([, method, key = ""]) => (keys.includes(key) ? `${method} ${key}` : []));
  return lines.filter((line, index) => line !== lines[index - 1]);
}
