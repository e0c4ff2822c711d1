import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/problem";
import { signIn, signInByPassword } from "@/api/session";
import { Logo } from "@/ui/logo";
import { ByPassword } from "./by-password";
import css from "./sign-in.module.css";

/** Where one comes in: by a one-time link, whose token stands behind `#` so that no server's log held it, or by password. */
export function SignIn() {
  const { next } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const token = useRef(location.hash.slice(1));
  const [waiting, setWaiting] = useState(Boolean(token.current));
  const [words, setWords] = useState("");

  useEffect(() => {
    document.title = "Sign in · Clew";
    if (!token.current) return;
    const spent = token.current;
    token.current = "";
    // Gone from the address bar and the history at once.
    history.replaceState(history.state, "", location.pathname + location.search);
    signIn(spent).then(
      () => router.history.replace(next ?? "/"),
      (error) => {
        const problem = problemOf(error);
        setWords(
          problem.status === 401 ? "This sign-in link was used before or has expired." : problem.words,
        );
        setWaiting(false);
      },
    );
  }, [next, router]);

  return (
    <main className={css.door}>
      <div className={css.card}>
        <Logo size={40} />
        <h1>Sign in to Clew</h1>
        {waiting ? (
          <p role="status" className="quiet">
            Signing in…
          </p>
        ) : (
          <ByPassword
            fault={words}
            onFault={setWords}
            enter={async (name, password) => {
              await signInByPassword(name, password);
              router.history.replace(next ?? "/");
            }}
          />
        )}
        {!waiting && (
          <p className={css.hint}>
            No password yet, or forgotten? An admin can make a sign-in link for you. The first one is printed
            when Clew starts; <code>clew link</code> makes another.
          </p>
        )}
      </div>
    </main>
  );
}
