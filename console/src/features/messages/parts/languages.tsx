import { Button, Tabs, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Dialog } from "@/ui/dialog";
import form from "@/ui/form.module.css";
import { languageName, languageOf, type Spoken, withLanguage } from "../model/template";

interface Props<Body extends Spoken> {
  body: Body;
  locale: string;
  setLocale: (locale: string) => void;
  setBody: (change: (body: Body) => Body) => void;
  /** The name of the language that it is written in itself, where it says none. */
  own?: string;
  /** Whether one may be added. */
  may?: boolean;
}

/** The languages it is written in; a part that one leaves out is the template's own. */
export function Languages<Body extends Spoken>({
  body,
  locale,
  setLocale,
  setBody,
  may = true,
  ...rest
}: Props<Body>) {
  const [adding, setAdding] = useState(false);
  const own = body.language ?? "en";
  return (
    <>
      <Tabs
        value={locale || "own"}
        onChange={(value) =>
          value === "add" ? setAdding(true) : setLocale(value === "own" ? "" : (value ?? ""))
        }
        // The last one asks something; an arrow key alone must not.
        activateTabWithKeyboard={false}
      >
        <Tabs.List aria-label="Language">
          <Tabs.Tab value="own">{rest.own ?? languageName(own)}</Tabs.Tab>
          {Object.keys(body.locales ?? {}).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {languageName(one)}
            </Tabs.Tab>
          ))}
          {may && (
            <Tabs.Tab value="add" aria-haspopup="dialog">
              Add a language
            </Tabs.Tab>
          )}
        </Tabs.List>
      </Tabs>
      <Dialog opened={adding} onClose={() => setAdding(false)} title="Add a language" size="sm">
        <NewLanguage
          known={[...(rest.own ? [] : [own]), ...Object.keys(body.locales ?? {})]}
          add={(found) => {
            setBody((now) => withLanguage(now, found));
            setLocale(found);
            setAdding(false);
          }}
          close={() => setAdding(false)}
        />
      </Dialog>
    </>
  );
}

interface NewProps {
  known: readonly string[];
  add: (language: string) => void;
  close: () => void;
}

function NewLanguage({ known, add, close }: NewProps) {
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(false);
  const found = languageOf(typed);
  const wrong = !found
    ? "Two or three letters, perhaps with a country: de, fr or pt-BR."
    : known.includes(found)
      ? `It is written in ${languageName(found)} already.`
      : "";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (found && !wrong) add(found);
    else setAsked(true);
  }

  return (
    <form className={form.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        label="Language"
        placeholder="de, fr or pt-BR"
        autoComplete="off"
        spellCheck={false}
        maxLength={12}
        value={typed}
        description={found ? languageName(found) : "As browsers and phones name it"}
        error={asked ? wrong : ""}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={form.foot}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit">Add</Button>
      </div>
    </form>
  );
}
