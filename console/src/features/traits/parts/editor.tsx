import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { saysFault } from "@/api/problem";
import { useMay } from "@/api/session";
import { useChecked } from "@/features/segments/use-estimate";
import { Copied } from "@/ui/copied";
import CxlEditor from "@/ui/cxl-editor";
import { Moment } from "@/ui/moment";
import { Section, Sheet } from "@/ui/sheet";
import { ErrorNote, Loading } from "@/ui/states";
import { UsedBy } from "@/ui/used-by";
import { Part, Workbench } from "@/ui/workbench";
import { type Sitting, useWritten, WrittenHead } from "@/ui/written";
import { mentionOf, traitOf, typeWords } from "../model";
import css from "../traits.module.css";
import { Shapes } from "./shapes";

interface Props extends Sitting {
  /** The way to the trait's other parts. */
  tabs: ReactNode;
}

/** What its value is: begun from a shape, written as text, read as a sentence; what rests on it beside. */
export function TraitEditor({ tabs, ...sitting }: Props) {
  const { opened } = sitting;
  const screen = useWritten(opened, traitOf);
  const { body, setBody, name, setName } = screen;
  const may = useMay("documents:write");
  const palette = api.useQuery("get", "/api/v1/expressions/palette", {}, { staleTime: 60_000 });
  const asked = body.expression.trim() !== "";
  const checked = useChecked(asked ? { expression: body.expression } : null, opened.id, "trait");
  const found = asked ? checked.data : undefined;
  const write = (expression: string) => setBody((now) => ({ ...now, expression }));

  return (
    <>
      <WrittenHead
        {...sitting}
        documents="traits"
        kind="trait"
        list={{ label: "Traits", to: "/traits" }}
        written={screen}
        bodyOf={traitOf}
        wrong={!found?.valid}
        published="Published: it is worked out for everybody from their history."
        tabs={tabs}
      />
      <Workbench
        names={["Shapes", "The trait", "What uses it"]}
        palette={
          !may ? undefined : palette.data ? (
            <Shapes events={palette.data.events} own={opened.id} write={write} />
          ) : (
            <Loading lines={10} />
          )
        }
        inspector={
          <div className="in-order">
            <Part title="Value">
              <p>{typeWords(found?.type, body.unit)}</p>
            </Part>
            <Part title="In conditions">
              <Copied label="how it is mentioned" text={mentionOf(opened.id)} />
            </Part>
            <Part title="Used by">
              <UsedBy kind="trait" id={opened.id} />
            </Part>
            <p className={`${css.version} quiet`}>
              Version {opened.version}, <Moment at={opened.at} />
            </p>
          </div>
        }
      >
        <Sheet>
          <Section title="What it is" words={opened.description || undefined}>
            {may ? (
              <CxlEditor
                label="Value in CXL"
                value={body.expression}
                onChange={write}
                kind="trait"
                own={opened.id}
              />
            ) : (
              <Copied label="the value in CXL" text={body.expression} wrap />
            )}
            {asked && checked.isPending ? (
              <Loading lines={1} />
            ) : (
              <p className={css.says} aria-live="polite">
                {found?.says ?? (asked ? "This can’t be read yet." : "Nothing yet.")}
              </p>
            )}
            {(found?.problems ?? []).map((problem) => (
              <ErrorNote key={`${problem.code} ${problem.start}`} words={saysFault(problem)} />
            ))}
          </Section>
          <Section title="What it is called">
            {/* Who may not change anything reads it in the same places. */}
            <fieldset className={css.fields} disabled={!may}>
              <TextInput
                label="Name"
                description="What people here call it"
                value={name}
                maxLength={200}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <TextInput
                label="Unit"
                description="In what it is measured: GBP, days"
                value={body.unit ?? ""}
                maxLength={40}
                onChange={(event) => {
                  const unit = event.currentTarget.value;
                  setBody(({ expression }) => ({ expression, ...(unit ? { unit } : {}) }));
                }}
              />
            </fieldset>
          </Section>
        </Sheet>
      </Workbench>
    </>
  );
}
