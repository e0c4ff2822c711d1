import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { problemOf } from "@/api/problem";
import { useFocusBack } from "./focus-back";
import css from "./form.module.css";
import { idOf } from "./ids";
import { ErrorNote } from "./states";

interface Props {
  title: string;
  /** What is asked; `Name` unless told. */
  label?: string;
  placeholder?: string;
  initial?: string;
  /** Its id, where it has one already. */
  id?: string;
  /** Of the button. */
  action: string;
  /** Makes it and leads there; what it throws is shown. */
  create: (id: string, name: string) => Promise<unknown>;
  close: () => void;
  /** What else is asked, below the name. */
  children?: ReactNode;
}

/** A new thing needs a name only; its id follows from the name, unless one is typed. */
export function Naming({
  title,
  label = "Name",
  placeholder,
  initial = "",
  id: given,
  action,
  create,
  close,
  children,
}: Props) {
  const [name, setName] = useState(initial);
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const id = given || typed || idOf(name);
  useFocusBack();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      await create(id, name.trim());
    } catch (error) {
      setWrong(problemOf(error).words);
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={close} title={title}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          data-autofocus
          label={label}
          placeholder={placeholder}
          autoComplete="off"
          maxLength={200}
          value={name}
          description={
            opened ? undefined : (
              <>
                {id ? `Its id, which stays: ${id}` : "What people will call it"}
                {id && !given && (
                  <>
                    {" · "}
                    <button type="button" className="link" onClick={() => setOpened(true)}>
                      change
                    </button>
                  </>
                )}
              </>
            )
          }
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {opened && (
          <TextInput
            label="Id"
            description="Stands in documents and on the command line, and can’t be changed later."
            autoComplete="off"
            spellCheck={false}
            value={id}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {children}
        {wrong && <ErrorNote words={wrong} />}
        <div className={css.foot}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={id === ""}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
