import { client } from "@/api/client";
import { queries } from "@/api/queries";
import { sent } from "./model";

type Policy = Readonly<Record<string, unknown>>;

/** Writes a policy anew, or a first one; `known` is whether it is there. What rests on policies is asked for again. */
export async function keepPolicy(policy: Policy, known: boolean): Promise<void> {
  const body = sent(policy) as never;
  if (known) {
    const path = { document_id: String(policy.id) };
    const now = await client.GET("/api/v1/policies/{document_id}", { params: { path } });
    const seen = now.response.headers.get("ETag") ?? "";
    await client.PUT("/api/v1/policies/{document_id}", {
      params: { path, header: { "if-match": seen } },
      body,
    });
  } else {
    await client.POST("/api/v1/policies", { body });
  }
  await Promise.all(
    ["/api/v1/purposes", "/api/v1/policies"].map((path) =>
      queries.invalidateQueries({ queryKey: ["get", path] }),
    ),
  );
}

/** The policy that a workspace begins with, if it has none. */
export const FIRST_POLICY = { id: "contact", name: "Who may be written to" };
