import { Button, Modal, TextInput } from "@mantine/core";
import { IconAlertCircle, IconCheck, IconRoute } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { PageHead } from "@/shell/page-head";
import { plural } from "@/ui/format";
import { idOf } from "@/ui/ids";
import { Answer, ErrorNote } from "@/ui/states";
import css from "./new.module.css";
import { hueOf, Sign } from "./parts/signs";

type Starter = View<"StarterView">;

/** Where a journey begins: from blank, or from one that others found useful. */
export function NewJourneyPage() {
  const starters = api.useQuery("get", "/api/v1/journey-starters");
  const [chosen, setChosen] = useState<Starter | "blank" | null>(null);
  return (
    <>
      <PageHead title="New journey" crumb={{ label: "Journeys", to: "/journeys" }} />
      <div className={css.page}>
        <ul className={css.grid}>
          <li>
            <button type="button" className={`${css.card} ${css.blank}`} onClick={() => setChosen("blank")}>
              <IconRoute size={20} stroke={1.6} aria-hidden />
              <strong>From blank</strong>
              <span className="quiet">An entry and an end; you draw what lies between.</span>
            </button>
          </li>
          <Answer of={starters} lines={8}>
            {(found) =>
              found.items.map((starter) => (
                <li key={starter.id}>
                  <StarterCard starter={starter} choose={() => setChosen(starter)} />
                </li>
              ))
            }
          </Answer>
        </ul>
      </div>
      {chosen && <Naming of={chosen} close={() => setChosen(null)} />}
    </>
  );
}

function StarterCard({ starter, choose }: { starter: Starter; choose: () => void }) {
  const missing = starter.needs.filter((need) => !need.there);
  return (
    <button type="button" className={css.card} onClick={choose}>
      <span className={css.signs} aria-hidden>
        {starter.graph.nodes.slice(0, 7).map((node) => (
          <span key={node.name} className={css.sign} style={{ "--hue": hueOf(node.kind) } as never}>
            <Sign field={node.kind} size={14} />
          </span>
        ))}
      </span>
      <strong>{starter.name}</strong>
      <span className="quiet">{starter.description}</span>
      <span className={css.needs} data-missing={missing.length > 0}>
        {missing.length > 0 ? (
          <>
            <IconAlertCircle size={14} stroke={1.8} aria-hidden />
            <span>Needs {saysNeeds(missing)}</span>
          </>
        ) : (
          <>
            <IconCheck size={14} stroke={1.8} aria-hidden />
            Everything it mentions is there
          </>
        )}
      </span>
    </button>
  );
}

/** `4 templates: a, b, c, d`. */
function saysNeeds(needs: Starter["needs"]): string {
  const kinds = [...new Set(needs.map((need) => need.kind))];
  return kinds
    .map((kind) => {
      const ids = needs.filter((need) => need.kind === kind).map((need) => need.id);
      return `${plural(ids.length, kind)}: ${ids.join(", ")}`;
    })
    .join("; ");
}

function Naming({ of, close }: { of: Starter | "blank"; close: () => void }) {
  const go = useNavigate();
  const [name, setName] = useState(of === "blank" ? "" : of.name);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const id = idOf(name);

  async function create() {
    setBusy(true);
    setWrong("");
    try {
      const body =
        of === "blank"
          ? { entry: { event: "" }, nodes: { wait: { wait: "1d" } }, description: "" }
          : { ...of.body, description: of.description };
      await client.POST("/api/v1/journeys", {
        body: { labels: [], ...body, id, name, status: "draft" } as never,
      });
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/journeys"] });
      await go({ to: "/journeys/$id", params: { id } });
    } catch (error) {
      setWrong(problemOf(error).words);
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={close} title={of === "blank" ? "New journey" : `From “${of.name}”`}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          description={id ? `Its id, which stays: ${id}` : "What people will call it"}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {wrong && <ErrorNote words={wrong} />}
        <Button type="submit" loading={busy} disabled={id === ""}>
          Create the draft
        </Button>
      </form>
    </Modal>
  );
}
