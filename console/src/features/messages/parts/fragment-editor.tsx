import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import type { View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { Ending } from "@/ui/ending";
import form from "@/ui/form.module.css";
import { Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { UsedBy } from "@/ui/used-by";
import { Part, Workbench } from "@/ui/workbench";
import { useWriting } from "@/ui/writing";
import css from "../messages.module.css";
import { FORMS, type Form, formsOf, fragmentOf, saidIn, withSaid } from "../model/fragment";
import { languageName } from "../model/template";
import { written } from "../model/tokens";
import { Values } from "./blocks";
import { Checks } from "./checks";
import type { CodeHandle } from "./code";
import { Languages } from "./languages";
import { useNames } from "./names";
import { Preview, usePreview } from "./preview";

const Code = lazy(() => import("./code"));
const NONE: readonly string[] = [];

interface Props {
  /** As it is today. */
  head: View<"DocumentView">;
  /** The version that is written on: that of today, or the draft beside it. */
  fragment: View<"DocumentView">;
  /** Told of the version that was made of what is on the screen. */
  onSaved: (version: number | undefined) => void;
}

/** A fragment in each of its forms and languages, beside the letter that it would be by itself. */
export function FragmentEditor({ head, fragment, onSaved }: Props) {
  const saved = useMemo(() => fragmentOf(fragment as never), [fragment]);
  const [body, setBody] = useState(saved);
  const [name, setName] = useState(fragment.name);
  const [locale, setLocale] = useState("");
  const [shown, setShown] = useState<Form>(formsOf(saved)[0] ?? "mjml");
  const code = useRef<CodeHandle | null>(null);
  const may = useMay("documents:write");
  const changed = name !== fragment.name || JSON.stringify(body) !== JSON.stringify(saved);
  const document = useMemo(
    () => ({ ...body, id: fragment.id, name, labels: fragment.labels, description: fragment.description }),
    [body, name, fragment],
  );
  const asked = useMemo(() => ({ kind: "fragment", ...document }), [document]);
  const writing = useWriting("fragments", head, { version: fragment.version, content: document, changed });
  const preview = usePreview(asked, locale);
  const names = useNames(NONE);
  const own = saidIn(body, "", shown);
  const text = saidIn(body, locale, shown);

  async function save(status: "draft" | "published") {
    try {
      const made = await writing.save({ ...document, status });
      if (!made) return;
      onSaved(made.version);
      await refreshed("fragments");
      tell(status === "draft" ? "Draft saved." : "Published: messages from now on say it so.");
    } catch (error) {
      tellFault(error);
    }
  }

  return (
    <>
      <Unsaved when={changed} />
      <PageHead
        title={name || fragment.id}
        crumb={{ label: "Fragments", to: "/fragments" }}
        status={<DocumentStatus state={head.state} />}
      >
        <AsText kind="fragment" id={fragment.id} />
        {may && (
          <>
            <Ending
              documents="fragments"
              head={head}
              content={{ ...fragmentOf(head as never), name: head.name, description: head.description }}
              to="/fragments"
              changed={changed}
            />
            {changed && (
              <Button variant="default" onClick={() => void save("draft")}>
                Save draft
              </Button>
            )}
            <Button
              disabled={preview.wrong !== "" || (!changed && fragment.state === "live")}
              onClick={() => void save("published")}
            >
              Publish
            </Button>
          </>
        )}
      </PageHead>
      {writing.shown}
      <Workbench
        names={["Add", "Words", "Preview"]}
        palette={
          <>
            {may && names && <Values names={names} write={(path) => code.current?.insert(written(path))} />}
            {may && !names && <Loading lines={8} />}
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
              <UsedBy documents="fragments" id={fragment.id} nothing="No template takes it in yet." />
            </Part>
          </>
        }
      >
        <div className={css.halves}>
          <div className={css.words}>
            <Languages body={body} locale={locale} setLocale={setLocale} setBody={setBody} may={may} />
            <div className={css.forms}>
              <SegmentedControl
                size="xs"
                aria-label="Form"
                value={shown}
                onChange={(value) => setShown(value as Form)}
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
            <Suspense fallback={<Loading />}>
              <Code
                key={`${locale} ${shown}`}
                label={`Words in ${FORMS.find(({ value }) => value === shown)?.label}`}
                value={text}
                onChange={(said) => setBody((now) => withSaid(now, locale, shown, said))}
                names={names ?? NONE}
                handle={code}
                readOnly={!may}
              />
            </Suspense>
            {may && preview.wrong === "" && <Checks document={asked} body={{}} />}
          </div>
          <Preview preview={preview} may={may} changed={changed} />
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
