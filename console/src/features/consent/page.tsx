import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useAll } from "@/api/all";
import { api } from "@/api/client";
import { useMay } from "@/api/session";
import { useCreating } from "@/shell/creating";
import { AsText } from "@/ui/document-text";
import { channelName, count, plural } from "@/ui/format";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, EmptyState, Loading } from "@/ui/states";
import { Status } from "@/ui/status";
import {
  type Counts,
  type Draft,
  draftOf,
  EMPTY,
  type Purpose,
  type SaidRow,
  saidOf,
  saidTo,
  silence,
} from "./model";
import css from "./parts/consent.module.css";
import { ConsentHead } from "./parts/frame";
import { PurposeForm } from "./parts/purpose-form";

const NEW = { draft: EMPTY, known: false };

/** What people may be contacted for, what silence means, and by which ways. */
export function PurposesPage() {
  const purposes = api.useQuery("get", "/api/v1/purposes");
  const policies = api.useQuery("get", "/api/v1/policies", { params: { query: { limit: 1 } } });
  const said = api.useQuery("get", "/api/v1/purposes/counts");
  const may = useMay("documents:write");
  const [editing, setEditing] = useState<{ draft: Draft; known: boolean } | null>(null);
  const [adding, { open: add, close }] = useCreating();
  return (
    <>
      <ConsentHead title="Consent">
        {!policies.data?.items.length && <ActionIcon variant="default" aria-label="As text" disabled />}
        {policies.data?.items.map((policy) => (
          <AsText key={policy.id} kind="policy" id={policy.id} />
        ))}
        {may && (
          <Button leftSection={<IconPlus size={14} />} onClick={add}>
            Add purpose
          </Button>
        )}
      </ConsentHead>
      <Answer of={purposes}>
        {({ items }) =>
          items.length ? (
            <Sheet>
              <Section
                title="Purposes"
                words="Nobody is contacted without one: what people said is checked when a journey decides, and again when a message is about to leave."
              >
                <ul className={`${css.purposes} in-order`}>
                  {items.map((purpose) => (
                    <PurposeRow
                      key={purpose.id}
                      purpose={purpose}
                      said={said.data}
                      counting={said.isPending}
                      onEdit={may ? () => setEditing({ draft: draftOf(purpose), known: true }) : undefined}
                    />
                  ))}
                </ul>
              </Section>
              <Channels said={said.data} />
            </Sheet>
          ) : (
            <EmptyState
              icon={IconShieldCheck}
              title="Nobody may be contacted yet"
              words="A purpose says what you write to people for, such as offers, and what it means if somebody has said nothing. Without one, every message is held back."
              action={may && <Button onClick={add}>Add purpose</Button>}
            />
          )
        }
      </Answer>
      <PurposeForm
        editing={editing ?? (adding && may ? NEW : null)}
        onClose={() => {
          setEditing(null);
          if (adding) close();
        }}
      />
    </>
  );
}

interface RowProps {
  purpose: Purpose;
  /** Undefined until it is counted. */
  said: Counts | undefined;
  counting: boolean;
  onEdit?: () => void;
}

function PurposeRow({ purpose, said, counting, onEdit }: RowProps) {
  const topics = Object.values(purpose.topics);
  return (
    <li className={css.purpose} data-said={!purpose.transactional || undefined}>
      <div>
        <h3>{purpose.name || purpose.id}</h3>
        <p className="quiet">
          {silence(purpose)}
          {topics.length > 0 && ` · ${plural(topics.length, "topic")}: ${topics.join(", ")}`}
        </p>
      </div>
      {onEdit && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={onEdit}
          aria-label={`Edit ${purpose.name || purpose.id}`}
        >
          Edit
        </Button>
      )}
      {!said && counting && !purpose.transactional && (
        <div className={css.scroll}>
          <Loading lines={1} />
        </div>
      )}
      {said && said.people > 0 && !purpose.transactional && (
        <Said label={`What people said to ${purpose.name || purpose.id}`} rows={saidTo(purpose, said)} />
      )}
    </li>
  );
}

/** How many people said what, by where it holds. */
function Said({ label, rows }: { label: string; rows: SaidRow[] }) {
  const pending = rows.some((row) => row.pending > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={label}>
      <table className={css.said}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Said yes</th>
            <th scope="col">Said no</th>
            {pending && <th scope="col">Yet to confirm</th>}
            <th scope="col">Said nothing</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              <td>{count(row.given)}</td>
              <td>{count(row.withdrawn)}</td>
              {pending && <td>{count(row.pending)}</td>}
              <td className="quiet">{count(row.silent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Channels({ said }: { said: Counts | undefined }) {
  const channels = useAll("channels");
  const told = useMay("messages:read");
  const counts = api.useQuery("get", "/api/v1/messages/counts", {}, { enabled: told });
  const sent = (channel: string) =>
    (counts.data?.items ?? []).reduce((sum, each) => sum + (each.channel === channel ? each.messages : 0), 0);
  return (
    <Section
      title="Channels"
      words="Consent is asked for a purpose on a channel: a yes to offers by email is none to offers by phone."
    >
      <Answer of={channels} lines={2}>
        {(items) => {
          if (told && counts.isPending) return <Loading lines={2} />;
          const used = new Set([
            ...items.map((channel) => channel.id),
            ...(counts.data?.items ?? []).map((each) => each.channel),
          ]);
          return used.size ? (
            <ul className={css.purposes}>
              {[...used].sort().map((channel) => (
                <li key={channel} className={css.purpose}>
                  <div>
                    <h3>{items.find((each) => each.id === channel)?.name || channelName(channel)}</h3>
                    <p className="quiet">
                      {[
                        ...(told ? [`${plural(sent(channel), "message")} in the outbox`] : []),
                        ...(said ? [saidOf(channel, said)] : []),
                      ].join(" · ")}
                    </p>
                  </div>
                  <Status tone="good">In use</Status>
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">
              No channel is in use yet: it shows here once a journey writes to somebody.
            </p>
          );
        }}
      </Answer>
    </Section>
  );
}
