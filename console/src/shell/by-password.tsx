import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { problemOf } from "@/api/problem";
import { ErrorNote } from "@/ui/states";
import css from "./sign-in.module.css";

interface Props {
  /** Who it is, where that is known; else it is asked. */
  name?: string;
  fault: string;
  onFault: (words: string) => void;
  /** Signs in; what it throws is shown. */
  enter: (name: string, password: string) => Promise<unknown>;
}

/** Name and password. */
export function ByPassword({ name: known = "", fault, onFault, enter }: Props) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState("");
  const [asking, setAsking] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setAsking(true);
    onFault("");
    try {
      await enter(name.trim(), password);
    } catch (error) {
      setPassword("");
      onFault(problemOf(error).words);
      setAsking(false);
    }
  }

  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      {fault && <ErrorNote words={fault} />}
      <TextInput
        label="Email or name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!known}
        readOnly={known !== ""}
        size="md"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        data-autofocus={known !== "" || undefined}
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth loading={asking} disabled={!name.trim() || !password}>
        Sign in
      </Button>
    </form>
  );
}
