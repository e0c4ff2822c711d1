import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAll } from "@/api/all";
import { api } from "@/api/client";
import { channelName } from "@/ui/format";
import { begun } from "@/ui/said";
import { Part } from "@/ui/workbench";
import type { RawNode } from "../model/document";
import type { Draft } from "../model/draft";
import { saysEntry } from "../model/entry";
import { kindOf, saysStep } from "../model/kinds";
import { entryFacts, type Fact, leadsOf, ruleFacts, saysSought, stepFacts } from "../model/reading";
import { useBench } from "./bench";
import css from "./reading.module.css";
import { Figures } from "./step-figures";

/** What is selected, or the whole, for whoever may read it and not write it. */
export function Reading({ draft }: { draft: Draft }) {
  const { selected, body } = useBench();
  if (selected === "") return <EntryRead />;
  const node = selected === null ? undefined : body.nodes[selected];
  return node && selected !== null ? <StepRead name={selected} node={node} /> : <WholeRead draft={draft} />;
}

/** One step: what it does, where it leads, how many were there. */
function StepRead({ name, node }: { name: string; node: RawNode }) {
  const { body, named } = useBench();
  const kind = kindOf(node);
  const says = saysStep(node, named);
  return (
    <>
      <Head kind={kind?.label ?? "Unknown step"} says={says || kind?.hint || name} />
      <Figures name={name} />
      {kind?.field === "send" ? <Message node={node} /> : <Facts facts={stepFacts(node)} />}
      <Leads node={node} />
      <p className={css.id}>
        Its id is <code>{name}</code>
        {name === body.start && ", and it is the first"}
      </p>
    </>
  );
}

/** What goes out, and to whom it may. */
function Message({ node }: { node: RawNode }) {
  const { named } = useBench();
  const templates = useAll("templates");
  const purposes = api.useQuery("get", "/api/v1/purposes");
  const text = (field: string, otherwise = ""): string =>
    typeof node[field] === "string" ? node[field] : otherwise;
  const id = text("send");
  const written = templates.data?.find((one) => one.id === id) as { channel?: string } | undefined;
  const channel = text("channel", written?.channel ?? "email");
  const purpose = purposes.data?.items.find((one) => one.id === text("purpose", "marketing"));
  const topic = text("topic");
  const { send: _s, channel: _c, purpose: _p, topic: _t, ...rest } = node;
  return (
    <>
      <Facts
        facts={[
          {
            label: "Goes by",
            says: channel === "local" ? "the local outbox, where it stays" : channelName(channel),
          },
          { label: "Only to who agreed to", says: purpose?.name || text("purpose", "marketing") },
          ...(topic ? [{ label: "On the topic", says: purpose?.topics?.[topic] ?? topic }] : []),
          ...stepFacts(rest),
        ]}
      />
      {id !== "" && (
        <Link to="/templates/$id" params={{ id }} className={`${css.further} link`}>
          Read “{named("template", id)}”
        </Link>
      )}
    </>
  );
}

/** Where it goes on; a click goes there. */
function Leads({ node }: { node: RawNode }) {
  const { body, named, select } = useBench();
  const leads = leadsOf(node, body, named);
  if (leads.length === 0) return null;
  return (
    <Part title="Goes on to">
      <ul className={css.leads}>
        {leads.map(({ label, says, step }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two ways may say the same, and neither moves.
          <li key={index}>
            {label && <span className="quiet">{begun(label)}</span>}
            {step === undefined ? (
              <span>The end</span>
            ) : (
              <button type="button" className="link" onClick={() => select(step)}>
                {says}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** How people come in. */
function EntryRead() {
  const { body, named } = useBench();
  const again = ruleFacts(body, named).filter(({ label }) => AT_ENTRY.has(label));
  return (
    <>
      <Head kind="Entry" says={saysEntry(body.entry, named)} />
      <Facts facts={[...entryFacts(body), ...again]} />
    </>
  );
}

const AT_ENTRY: ReadonlySet<string> = new Set([
  "How often",
  "Not if already in so many journeys",
  "Entries are taken",
]);
const LISTED: ReadonlySet<string> = new Set([...AT_ENTRY, "Exit at once when", "Goals"]);

/** The whole: what it is for, and the rules around its steps. */
function WholeRead({ draft: { description, body } }: { draft: Draft }) {
  const { named } = useBench();
  const lists = [
    ["Exit at once when", body.exit ?? [], "Nothing ends it early: whoever comes in goes through."],
    ["Goals", body.goals ?? [], "None is named."],
  ] as const;
  return (
    <>
      {description && <p className={css.about}>{description}</p>}
      <Part title="Who comes in">
        <p>{begun(saysEntry(body.entry, named))}</p>
      </Part>
      {lists.map(([title, criteria, nothing]) => (
        <Part key={title} title={title}>
          {criteria.length === 0 ? (
            <p className="quiet">{nothing}</p>
          ) : (
            <ul className={css.list}>
              {criteria.map((one) => {
                const says = saysSought(one, named);
                return <li key={says}>{begun(says)}</li>;
              })}
            </ul>
          )}
        </Part>
      ))}
      <Facts title="Rules" facts={ruleFacts(body, named).filter(({ label }) => !LISTED.has(label))} />
    </>
  );
}

function Head({ kind, says }: { kind: string; says: string }) {
  return (
    <div className={css.head}>
      <p className="quiet">{kind}</p>
      <h2>{begun(says)}</h2>
    </div>
  );
}

function Facts({ title, facts }: { title?: string; facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  const list: ReactNode = (
    <dl className={css.facts}>
      {facts.map(({ label, says }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{begun(says)}</dd>
        </div>
      ))}
    </dl>
  );
  return title ? <Part title={title}>{list}</Part> : list;
}
