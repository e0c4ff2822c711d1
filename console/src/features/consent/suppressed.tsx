import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { api, client, type View } from "@/api/client";
import { usePages } from "@/api/pages";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { Confirm } from "@/ui/confirm";
import { type Column, DataTable } from "@/ui/data-table";
import { Dialog } from "@/ui/dialog";
import form from "@/ui/form.module.css";
import { channelName, count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Figure, Numbers } from "@/ui/numbers";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, ErrorNote } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { reasonWords } from "./model";
import css from "./parts/consent.module.css";
import { ConsentHead } from "./parts/frame";

type Entry = View<"SuppressionView">;

const again = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: ["suppressions"] }),
    queries.invalidateQueries({ queryKey: ["get", "/api/v1/suppressions/counts"] }),
  ]);
const scopeWords = (entry: Entry) => (entry.scope === "all" ? "everything" : "advertising");
const saidOf = (entry: Entry) =>
  `${entry.scope === "all" ? "Nothing is sent to it" : "No advertising is sent to it"} by ${entry.channel === "*" ? "any channel" : channelName(entry.channel)}`;
const namespaceOf = (address: string) => (address.includes("@") ? "email" : "phone");

/** Addresses that are left alone, whatever anybody agreed to. */
export function SuppressedPage() {
  const may = useMay("suppressions:write");
  const [adding, add] = useDisclosure();
  const counts = api.useQuery("get", "/api/v1/suppressions/counts");
  return (
    <>
      <ConsentHead title="Suppressed addresses">
        {may && <Button onClick={add.open}>Suppress an address</Button>}
      </ConsentHead>
      <Sheet wide>
        <Section
          title="Who is suppressed"
          words="An address that does not exist, or whose owner complained, is not written to again. To protect people, the list keeps fingerprints instead of addresses: nobody can read them, but you can check an address below."
        >
          <Answer of={counts} lines={2}>
            {({ items }) =>
              items.length ? (
                <Numbers>
                  {items.map((each) => (
                    <Figure
                      key={`${each.channel} ${each.reason}`}
                      name={`${reasonWords(each.reason)}, ${each.channel === "*" ? "all channels" : channelName(each.channel)}`}
                    >
                      {count(each.addresses)}
                    </Figure>
                  ))}
                </Numbers>
              ) : (
                <p className="quiet">No address is suppressed.</p>
              )
            }
          </Answer>
        </Section>
        <Ask may={may} />
        <All may={may} />
      </Sheet>
      <Add opened={adding} onClose={add.close} />
    </>
  );
}

interface LiftingProps {
  /** All that stands of one address; nothing while nobody asks to lift any. */
  entries: readonly Entry[];
  close: () => void;
  done?: () => void;
}

/** Asks before an address may be written to again: what waited for it may go at once, whoever takes it back. */
function Lifting({ entries, close, done }: LiftingProps) {
  return (
    <Confirm
      opened={entries.length > 0}
      title="Lift it?"
      words="The address may be written to again, as far as consent allows, and at once. You can take it back right after; a message that left meanwhile is gone."
      action="Lift"
      stay="Keep it suppressed"
      act={() => {
        close();
        void lift(entries).then(done, tellFault);
      }}
      close={close}
    />
  );
}

function Ask({ may }: { may: boolean }) {
  const [lifting, setLifting] = useState<readonly Entry[]>([]);
  const [address, setAddress] = useState("");
  const ask = api.useMutation("post", "/api/v1/suppressions/lookup");
  function submit(event: FormEvent) {
    event.preventDefault();
    ask.mutate({ body: { namespace: namespaceOf(address), id: address.trim() } });
  }
  return (
    <Section title="Is this address suppressed?">
      <form className={css.ask} onSubmit={submit}>
        <TextInput
          label="Email address or phone number"
          w={280}
          autoComplete="off"
          value={address}
          onChange={(event) => {
            setAddress(event.currentTarget.value);
            ask.reset();
          }}
        />
        <Button type="submit" variant="default" loading={ask.isPending} disabled={!address.trim()}>
          Check
        </Button>
      </form>
      <div role="status" className={css.found}>
        {ask.error && <ErrorNote words={problemOf(ask.error).words} />}
        {ask.data?.items.length === 0 && (
          <p className="quiet">No: it may be written to, as far as consent allows.</p>
        )}
        {ask.data?.items.map((entry) => (
          <div key={entry.channel} className={css.ask} style={{ alignItems: "center" }}>
            <Status tone="warn">{reasonWords(entry.reason)}</Status>
            <span>{saidOf(entry)}</span>
            <Moment at={entry.at} />
            {may && (
              <Button variant="default" size="compact-sm" onClick={() => setLifting(ask.data?.items ?? [])}>
                Lift
              </Button>
            )}
          </div>
        ))}
      </div>
      <Lifting entries={lifting} close={() => setLifting([])} done={ask.reset} />
    </Section>
  );
}

/** Lifts what stands of one address; what stood is put back if somebody takes it back. */
async function lift(entries: readonly Entry[]): Promise<void> {
  const params = { path: { address_hash: entries[0]?.hash ?? "" } };
  await client.DELETE("/api/v1/suppressions/{address_hash}", { params });
  tell("Lifted: the address may be written to again. The audit trail says who did it.", async () => {
    const items = entries.map(({ channel, reason }) => ({ channel, reason }));
    await client.PUT("/api/v1/suppressions/{address_hash}", { params, body: { items } });
    await again();
    tell("It is suppressed again.");
  });
  await again();
}

function All({ may }: { may: boolean }) {
  const [lifting, setLifting] = useState<readonly Entry[]>([]);
  const list = usePages(["suppressions"], (cursor, signal) =>
    client.GET("/api/v1/suppressions", { params: { query: { cursor, limit: 200 } }, signal }),
  );
  const rows = list.data ?? [];
  const columns: Column<Entry>[] = [
    {
      id: "hash",
      label: "Fingerprint",
      cell: (entry) => <code className={`quiet ${css.hash}`}>{entry.hash}</code>,
    },
    { id: "reason", label: "Why", width: "130px", cell: (entry) => reasonWords(entry.reason) },
    { id: "scope", label: "Stops", width: "110px", wide: true, cell: (entry) => scopeWords(entry) },
    {
      id: "channel",
      label: "Channel",
      width: "110px",
      wide: true,
      cell: (entry) => (entry.channel === "*" ? "all" : channelName(entry.channel)),
    },
    { id: "at", label: "Since", width: "110px", wide: true, cell: (entry) => <Moment at={entry.at} /> },
    {
      id: "lift",
      label: "",
      width: "60px",
      cell: (entry) =>
        may && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Lift ${entry.hash.slice(0, 8)}`}
            onClick={() => setLifting(rows.filter((each) => each.hash === entry.hash))}
          >
            Lift
          </Button>
        ),
    },
  ];
  if (list.data && rows.length === 0) return null;
  return (
    <Section title="The list">
      <Answer of={list}>
        {() => (
          <div className={css.list}>
            <DataTable
              label="Suppressed addresses"
              columns={columns}
              rows={rows}
              rowKey={(entry) => `${entry.hash} ${entry.channel}`}
              onEnd={list.more}
            />
          </div>
        )}
      </Answer>
      <Lifting entries={lifting} close={() => setLifting([])} />
    </Section>
  );
}

function Add({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [address, setAddress] = useState("");
  const add = api.useMutation("post", "/api/v1/suppressions");
  async function submit(event: FormEvent) {
    event.preventDefault();
    await add.mutateAsync({
      body: { address: { namespace: namespaceOf(address), id: address.trim() }, channel: "*" },
    });
    setAddress("");
    onClose();
    tell("The address is suppressed from now on, messages about orders included.");
    await again();
  }
  return (
    <Dialog opened={opened} onClose={onClose} title="Suppress an address">
      <form className={form.form} onSubmit={(event) => void submit(event).catch(() => {})}>
        <p>
          Nothing is sent to it any more, by any channel, whatever its owner agreed to. Who it belongs to need
          not be known.
        </p>
        <TextInput
          label="Email address or phone number"
          data-autofocus
          autoComplete="off"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {add.error && <ErrorNote words={problemOf(add.error).words} />}
        <div className={form.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!address.trim()}>
            Suppress
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
