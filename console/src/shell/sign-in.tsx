import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/problem";
import { signIn } from "@/api/session";
import { ErrorNote } from "@/ui/states";
import css from "./sign-in.module.css";

/** Where a sign-in link leads. Its token stands behind the `#`, so that no server's log ever held it. */
export function SignIn() {
  const { next = "/" } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const token = useRef(location.hash.slice(1));
  const [words, setWords] = useState("");

  useEffect(() => {
    if (!token.current) return;
    const spent = token.current;
    token.current = "";
    // Gone from the address bar and the history at once.
    history.replaceState(history.state, "", location.pathname + location.search);
    signIn(spent).then(
      () => router.history.replace(next),
      (error) => {
        const problem = problemOf(error);
        setWords(
          problem.status === 401 ? "This sign-in link was used before or has expired." : problem.words,
        );
      },
    );
  }, [next, router]);

  const waiting = Boolean(token.current) && !words;
  return (
    <main className={css.door}>
      <div className={css.card}>
        <img src="/mark.svg" alt="" width="40" height="40" />
        <h1>Sign in to Clew</h1>
        <p role="status" className="quiet">
          {waiting ? "Signing in…" : words ? "" : "You are not signed in."}
        </p>
        {words && <ErrorNote words={words} />}
        {!waiting && (
          <p className={css.hint}>
            Open the sign-in link that <code>make run</code> printed in the terminal. Each link works once;{" "}
            <code>clew link</code> makes another.
          </p>
        )}
      </div>
    </main>
  );
}
