import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { problemOf } from "@/api/problem";
import { useFocusBack } from "@/ui/focus-back";
import form from "@/ui/form.module.css";
import { ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import css from "../messages.module.css";
import { afresh, asHtml, type Form, inMjml, withPagesOf } from "../model/page";
import { startPage, type TemplateBody } from "../model/template";
import { pagesNeeded } from "./page";

interface Props {
  to: Form;
  document: Readonly<Record<string, unknown>>;
  body: TemplateBody;
  setBody: (change: (body: TemplateBody) => TemplateBody) => void;
  close: () => void;
}

/** Asks before a page that is written in one way is written in the other, in every language. */
export function Turning({ to, document, body, setBody, close }: Props) {
  useFocusBack();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const done = (next: TemplateBody, said: string) => {
    setBody(() => next);
    close();
    tell(said, () => setBody((now) => withPagesOf(now, body)));
  };

  async function compile() {
    setBusy(true);
    try {
      done(asHtml(body, await pagesNeeded(document)), "The page is written in HTML now.");
    } catch (error) {
      setFault(problemOf(error).words);
      setBusy(false);
    }
  }

  async function take() {
    setBusy(true);
    const next = inMjml(body);
    try {
      await pagesNeeded({ ...document, parts: next.parts, locales: next.locales });
      done(next, "The HTML stands in MJML now, as one piece.");
    } catch (error) {
      const { status, words } = problemOf(error);
      setFault(
        status === 422
          ? "MJML can’t take it in as it is: a tag of it is not closed. Close it, or begin afresh."
          : words,
      );
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={close}
      title={to === "html" ? "Turn the MJML into HTML?" : "Write the page in MJML?"}
      size="md"
    >
      {to === "html" ? (
        <div className={form.form}>
          <p>
            The page becomes the HTML that mail programs get. It looks the same, but it is long, made for
            machines, and nothing turns it back into the MJML that it was. Fragments that it takes in by a tag
            are copied into it: what is changed in them later is not seen here.
          </p>
          <p className="quiet">Undo brings the MJML back, and so does leaving without saving.</p>
          {fault && <ErrorNote words={fault} />}
          <div className={form.foot}>
            <Button variant="default" onClick={close} data-autofocus>
              Keep the MJML
            </Button>
            <Button loading={busy} onClick={() => void compile()}>
              Turn it into HTML
            </Button>
          </div>
        </div>
      ) : (
        <div className={form.form}>
          <ul className={css.choices}>
            <li>
              <button type="button" data-autofocus disabled={busy} onClick={() => void take()}>
                <b>Keep the HTML, as one piece</b>
                <span>It stands in MJML as it is. Blocks and fragments can be put above and below it.</span>
              </button>
            </li>
            <li>
              <button
                type="button"
                onClick={() => done(afresh(body, startPage()), "The page begins afresh, in MJML.")}
              >
                <b>Begin afresh</b>
                <span>The HTML is dropped, in every language, and a first section stands in its place.</span>
              </button>
            </li>
          </ul>
          <p className="quiet">Undo brings the HTML back, and so does leaving without saving.</p>
          {fault && <ErrorNote words={fault} />}
          <div className={form.foot}>
            <Button variant="default" onClick={close}>
              Keep the HTML
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
