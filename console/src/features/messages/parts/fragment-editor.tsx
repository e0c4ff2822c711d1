import { TextInput } from "@mantine/core";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useMay } from "@/api/session";
import { Choice } from "@/ui/choice";
import form from "@/ui/form.module.css";
import { Soon } from "@/ui/soon";
import { Loading } from "@/ui/states";
import { UsedBy } from "@/ui/used-by";
import { Part, Workbench } from "@/ui/workbench";
import { type Sitting, useWritten, WrittenHead } from "@/ui/written";
import css from "../messages.module.css";
import { FORMS, type Form, formsOf, fragmentOf, saidIn, withSaid } from "../model/fragment";
import { languageName } from "../model/template";
import { written } from "../model/tokens";
import { Values } from "./blocks";
import { Checks } from "./checks";
import { Code, type CodeHandle } from "./code";
import { Languages } from "./languages";
import { useNames } from "./names";
import { Preview, usePreview } from "./preview";

const NONE: readonly string[] = [];

/** A fragment in each of its forms and languages, beside the letter that it would be by itself. */
export function FragmentEditor({ tabs, ...sitting }: Sitting & { tabs: ReactNode }) {
  const { opened } = sitting;
  const screen = useWritten(opened, fragmentOf);
  const { body, setBody, name, setName, changed, document } = screen;
  const [locale, setLocale] = useState("");
  const [shown, setShown] = useState<Form>(() => formsOf(body)[0] ?? "mjml");
  const code = useRef<CodeHandle | null>(null);
  const may = useMay("documents:write");
  const asked = useMemo(() => ({ kind: "fragment", ...document }), [document]);
  const preview = usePreview(asked, locale);
  const names = useNames(NONE);
  const own = saidIn(body, "", shown);
  const text = saidIn(body, locale, shown);

  return (
    <>
      <WrittenHead
        {...sitting}
        documents="fragments"
        kind="fragment"
        list={{ label: "Fragments", to: "/fragments" }}
        written={screen}
        bodyOf={fragmentOf}
        wrong={preview.faulty}
        published="Published: messages from now on say it so."
        tabs={tabs}
      />
      <Workbench
        names={["Add", "Content", "Preview"]}
        palette={
          may && !names ? (
            <Loading lines={12} />
          ) : (
            <>
              {may && names && <Values names={names} write={(path) => code.current?.insert(written(path))} />}
              <Part title="The fragment">
                <div className={form.form}>
                  <TextInput
                    label="Name"
                    value={name}
                    readOnly={!may}
                    onChange={(event) => setName(event.currentTarget.value)}
                  />
                </div>
              </Part>
              <Part title="Used by">
                <UsedBy kind="fragment" id={opened.id} nothing="No template takes it in yet." />
              </Part>
            </>
          )
        }
      >
        <div className={css.halves}>
          <div className={css.words}>
            <Languages body={body} locale={locale} setLocale={setLocale} setBody={setBody} may={may} />
            <div className={css.forms}>
              <Choice
                size="xs"
                aria-label="Form"
                value={shown}
                onChange={setShown}
                data={FORMS.map(({ value, label }) => ({ value, label }))}
              />
              <span className="quiet">{FORMS.find(({ value }) => value === shown)?.serves}</span>
            </div>
            {text === "" && (
              <p className={css.lacks}>
                {locale && own
                  ? `As in ${languageName(body.language ?? "en")}: ${own.trim().slice(0, 120)}`
                  : MISSING[shown]}
              </p>
            )}
            <Code
              key={`${locale} ${shown}`}
              label={`Words in ${FORMS.find(({ value }) => value === shown)?.label}`}
              value={text}
              onChange={(said) => setBody((now) => withSaid(now, locale, shown, said))}
              names={names ?? NONE}
              handle={code}
              readOnly={!may}
            />
            {may && preview.wrong === "" && <Checks document={asked} body={{}} />}
          </div>
          <Soon fallback={<section className={css.preview} aria-label="Preview" />}>
            <Preview preview={preview} may={may} changed={changed} />
          </Soon>
        </div>
      </Workbench>
    </>
  );
}

const MISSING: Readonly<Record<Form, string>> = {
  mjml: "Not written: pages in MJML can’t take it in by a tag.",
  html: "Not written: pages in HTML can’t render it.",
  text: "Not written: plain text is made from the HTML, if there is any.",
};
