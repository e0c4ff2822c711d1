import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { forgetKept } from "@/ui/kept";
import { client, keepCsrfToken, leave, type View } from "./client";
import { queries } from "./queries";

type Session = View<"SessionView">;

/** Who is signed in; also keeps the token that changes need. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: readSession,
});

async function readSession(): Promise<Session> {
  const session = (await client.GET("/api/v1/session")).data as Session;
  keepCsrfToken(session.csrf_token);
  // For `first.js`, which asks before anybody has said who is here.
  localStorage.setItem("clew-scopes", session.scopes.join(" "));
  localStorage.setItem("clew-role", session.role);
  return session;
}

/** Who is signed in, within the shell. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether the one who is signed in may do this, such as `documents:write`. */
export function useMay(scope: string): boolean {
  return useSession().scopes.includes(scope);
}

/** Spend a sign-in link. */
export async function signIn(token: string): Promise<void> {
  await client.POST("/api/v1/session", { body: { token } });
  queries.clear();
}

/** Sign in by name and password. */
export async function signInByPassword(name: string, password: string): Promise<void> {
  await client.POST("/api/v1/session", { body: { name, password } });
  queries.clear();
}

/** Signed in again, here or in another tab, one goes on where one was; somebody else begins anew. */
export async function comeBack(before: Session, password?: string): Promise<void> {
  if (password !== undefined) await client.POST("/api/v1/session", { body: { name: before.name, password } });
  const session = await readSession();
  if (session.account !== before.account) {
    location.assign("/");
    return;
  }
  queries.setQueryData(sessionQuery.queryKey, session);
  await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}

/** End every session of one's own, this one too. */
export async function signOutEverywhere(): Promise<void> {
  await client.DELETE("/api/v1/account/sessions");
  queries.clear();
  forgetKept(localStorage);
  leave();
}

/** End the session here. */
export async function signOut(): Promise<void> {
  await client.DELETE("/api/v1/session");
  queries.clear();
  forgetKept(localStorage);
  leave();
}
