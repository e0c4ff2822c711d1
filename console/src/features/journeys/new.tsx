import { IconAlertCircle, IconCheck, IconRoute } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { arrived } from "@/api/taken";
import { PageHead } from "@/shell/page-head";
import { humane, plural } from "@/ui/format";
import { Naming } from "@/ui/naming";
import { Answer } from "@/ui/states";
import css from "./new.module.css";
import { hueOf, Sign } from "./parts/signs";

type Starter = View<"StarterView">;

/** Where a journey begins: from blank, or from one that others found useful. */
export function NewJourneyPage() {
  const starters = api.useQuery("get", "/api/v1/journey-starters");
  const [chosen, setChosen] = useState<Starter | "blank" | null>(null);
  const go = useNavigate();

  async function create(id: string, name: string) {
    const body =
      chosen === "blank" || chosen === null
        ? { entry: { event: "" }, nodes: { wait: { wait: "1d" } }, description: "" }
        : { ...chosen.body, description: chosen.description };
    const missing = chosen === "blank" || chosen === null ? [] : chosen.brings.filter((each) => !each.there);
    if (missing.length > 0) {
      await client.POST("/api/v1/apply", {
        body: { documents: missing.map((each) => each.document) } as never,
      });
    }
    const { data } = await client.POST("/api/v1/journeys", {
      body: { labels: [], ...body, id, name, status: "draft" } as never,
    });
    await arrived("journeys", data);
    await refreshed("journeys");
    await go({ to: "/journeys/$id", params: { id } });
  }

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
      {chosen && (
        <Naming
          title={chosen === "blank" ? "New journey" : `From “${chosen.name}”`}
          initial={chosen === "blank" ? "" : chosen.name}
          action="Create the draft"
          create={create}
          close={() => setChosen(null)}
        />
      )}
    </>
  );
}

function StarterCard({ starter, choose }: { starter: Starter; choose: () => void }) {
  const missing = starter.needs.filter((need) => !need.there);
  const fresh = starter.brings.filter((each) => !each.there);
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
            {fresh.length > 0 ? `Brings ${saysNeeds(fresh)}` : "Ready to use"}
          </>
        )}
      </span>
    </button>
  );
}

/** `2 templates: Cart reminder, Cart help`. */
function saysNeeds(needs: readonly { kind: string; id: string; name?: string }[]): string {
  const kinds = [...new Set(needs.map((need) => need.kind))];
  return kinds
    .map((kind) => {
      const called = needs.filter((need) => need.kind === kind).map((need) => need.name || humane(need.id));
      return `${plural(called.length, kind)}: ${called.join(", ")}`;
    })
    .join("; ");
}
