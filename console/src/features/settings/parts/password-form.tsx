import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { sessionQuery, useSession } from "@/api/session";
import { plural } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { passwordFault } from "../model";
import css from "./password-form.module.css";

/** Chooses a password; asks for the present one unless a link was just spent. */
export function PasswordForm() {
  const session = useSession();
  const asks = session.password_set && !session.may_set_password;
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const change = api.useMutation("put", "/api/v1/account/password");
  const fault = passwordFault(password, again, session.name);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { ended } = await change.mutateAsync({ body: { current, password } });
    await queries.refetchQueries(sessionQuery);
    for (const clear of [setCurrent, setPassword, setAgain]) clear("");
    tell(ended ? `Password saved; ${plural(ended, "other session")} ended.` : "Password saved.");
  }

  return (
    <form className={css.form} onSubmit={(event) => void submit(event).catch(() => {})}>
      {/* For password managers: whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={session.name} readOnly hidden />
      {asks && (
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        value={password}
        error={password.length > 3 ? fault.replace("The two are not the same.", "") : ""}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordInput
        label="New password again"
        autoComplete="new-password"
        value={again}
        error={fault === "The two are not the same." ? fault : ""}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      {change.error && <ErrorNote words={problemOf(change.error).words} />}
      <div>
        <Button
          type="submit"
          loading={change.isPending}
          disabled={!password || !again || Boolean(fault) || (asks && !current)}
        >
          Save password
        </Button>
      </div>
    </form>
  );
}
