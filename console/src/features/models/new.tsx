import { Button, MultiSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAll } from "@/api/all";
import { client } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { useEvents } from "@/features/insight/asking";
import { eventsOf } from "@/features/segments/condition";
import { ConditionField, EventsField, PropertyField } from "@/features/segments/parts/condition-field";
import { PageHead } from "@/shell/page-head";
import { applied, FOLDER, planned } from "@/ui/commands";
import { Copied } from "@/ui/copied";
import { idOf } from "@/ui/ids";
import { Section, Sheet } from "@/ui/sheet";
import { SpanField } from "@/ui/span-field";
import { ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { toYaml } from "@/ui/yaml";
import { type Draft, documentOf, SORTS } from "./model";
import css from "./models.module.css";

const FIRST: Draft = {
  sort: "leave",
  name: "Churn risk",
  goal: '"Order Completed"',
  window: "60d",
  eligible: 'did "Order Completed" in last 180d',
  amount: "total",
  historical: [],
};

/** A new model: what is asked of the future, of whom, and the same as text. */
export function NewModelPage() {
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(FIRST);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const events = useEvents();
  const sources = useAll("sources");
  const id = idOf(draft.name);
  const document = documentOf(draft, id);
  const text = toYaml({ kind: "model", ...document });
  const whole = id !== "" && draft.goal.trim() !== "" && draft.window.trim() !== "";

  async function create() {
    setBusy(true);
    setWrong("");
    try {
      await client.POST("/api/v1/models", { body: document as never });
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/models"] });
      tell("Published. Train it to see how good it is.");
      await navigate({ to: "/models/$id", params: { id } });
    } catch (error) {
      setWrong(problemOf(error).words);
      setBusy(false);
    }
  }

  return (
    <>
      <PageHead title="New model" crumb={{ label: "Models", to: "/models" }}>
        <Button loading={busy} disabled={!whole} onClick={() => void create()}>
          Publish
        </Button>
      </PageHead>
      <Sheet wide>
        <fieldset className={css.sorts}>
          <legend className={css.legend}>What do you want to know?</legend>
          {SORTS.map((sort) => (
            <label key={sort.value} className={css.sort}>
              <input
                type="radio"
                name="sort"
                checked={draft.sort === sort.value}
                onChange={() => change({ sort: sort.value, goal: FIRST.goal, ...sort.draft })}
              />
              <b>{sort.name}</b>
              <span className="quiet">{sort.words}</span>
            </label>
          ))}
        </fieldset>
        {wrong && <ErrorNote words={wrong} />}
        <div className={css.two}>
          <Section title="The question">
            <form className={css.form} onSubmit={(event) => event.preventDefault()}>
              <TextInput
                label="Name"
                value={draft.name}
                maxLength={200}
                onChange={(event) => change({ name: event.currentTarget.value })}
                description={id ? `Segments read it as score(${id})` : "What people will call it"}
              />
              <EventsField
                label={draft.sort === "leave" ? "Has left who does not do" : "Counts who does"}
                events={events}
                value={draft.goal}
                onChange={(goal) => change({ goal })}
              />
              <SpanField
                label="Within"
                description="After the moment of the score"
                usual="d"
                value={draft.window}
                onChange={(window) => change({ window: window ?? "" })}
              />
              {draft.sort === "value" && (
                <PropertyField
                  label="Amount"
                  numeric
                  event={eventsOf(draft.goal)?.event ?? ""}
                  value={draft.amount}
                  onChange={(amount) => change({ amount })}
                  description="The property of the event that holds it"
                />
              )}
              <ConditionField
                label="Who is scored"
                placeholder="everybody"
                value={draft.eligible}
                onChange={(eligible) => change({ eligible })}
                description="It also says whom the model learns from"
              />
              <MultiSelect
                label="Sources of the past"
                placeholder={draft.historical.length ? undefined : "none"}
                data={(sources.data ?? []).map((source) => ({ value: source.id, label: source.name }))}
                value={draft.historical}
                onChange={(historical) => change({ historical })}
                description="Imports whose records were known when they happened"
                clearButtonProps={{ "aria-label": "No sources" }}
              />
            </form>
          </Section>
          <Section title="The same as text" words="Keep it in Git, and publish it with clew apply.">
            <Copied label="the document as YAML" text={text} wrap />
            <p className="quiet">
              Saves it and says what would change; --data is the folder of the workspace.
            </p>
            <Copied label="the commands" text={planned(id || "model", text)} />
            <p className="quiet">Publishes it and trains it.</p>
            <Copied
              label="the commands that train it"
              text={`${applied(id || "model")} &&\nclew learn train ${id || "model"} ${FOLDER}`}
            />
          </Section>
        </div>
      </Sheet>
    </>
  );
}
