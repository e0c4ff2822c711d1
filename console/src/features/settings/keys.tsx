import { Button } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { client } from "@/api/client";
import { usePages } from "@/api/pages";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { useCreating } from "@/shell/creating";
import { Choice } from "@/ui/choice";
import { Confirm } from "@/ui/confirm";
import { Copied } from "@/ui/copied";
import { type Column, DataTable } from "@/ui/data-table";
import { Dialog } from "@/ui/dialog";
import { day, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { type Key, keyStanding } from "./model";
import { SettingsHead } from "./parts/frame";
import { NewKey } from "./parts/new-key";
import css from "./parts/shown.module.css";

const PAGE = 200;

/** Keys of programs, and of the sources that send events. */
export function KeysPage() {
  const may = useMay("keys:write");
  const [kind, setKind] = useState<"api" | "write">("api");
  const [making, make] = useCreating();
  const [shown, setShown] = useState("");
  const [ending, setEnding] = useState<Key | null>(null);
  const keys = usePages(["get", "/api/v1/keys", kind], (cursor, signal) =>
    client.GET("/api/v1/keys", { params: { query: { kind, cursor, limit: PAGE } }, signal }),
  );
  const again = () => queries.invalidateQueries({ queryKey: ["get", "/api/v1/keys"] });

  async function revoke(key: Key) {
    setEnding(null);
    try {
      await client.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: key.id } } });
      tell(`The key ${key.name} is revoked.`);
    } catch (error) {
      tellFault(error);
    }
    await again();
  }

  const columns: Column<Key>[] = [
    { id: "name", label: "Name", cell: (key) => key.name || key.source },
    {
      id: "id",
      label: "Id",
      width: "150px",
      wide: true,
      cell: (key) => <code className="quiet">{key.id}</code>,
    },
    {
      id: "may",
      label: kind === "api" ? "Scopes" : "Source",
      width: "150px",
      wide: true,
      cell: (key) => (
        <span className="quiet" title={key.scopes.join(", ")}>
          {kind === "api" ? plural(key.scopes.length, "scope") : key.source}
        </span>
      ),
    },
    {
      id: "state",
      label: "Status",
      width: "90px",
      cell: (key) => <Status tone={keyStanding(key).tone}>{keyStanding(key).words}</Status>,
    },
    {
      id: "made",
      label: "Created",
      width: "120px",
      wide: true,
      cell: (key) => <Moment at={key.created_at} />,
    },
    {
      id: "until",
      label: "Expires",
      width: "90px",
      wide: true,
      cell: (key) => <span className="quiet">{key.expires_at ? day(key.expires_at) : "never"}</span>,
    },
    {
      id: "end",
      label: "",
      width: "72px",
      cell: (key) =>
        may &&
        key.alive && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => setEnding(key)}>
            Revoke
          </Button>
        ),
    },
  ];

  return (
    <>
      <SettingsHead title="API keys">
        <Choice
          size="xs"
          aria-label="Which keys"
          value={kind}
          onChange={setKind}
          data={[
            { value: "api", label: "For programs" },
            { value: "write", label: "Of sources" },
          ]}
        />
        {may && kind === "api" && (
          <Button leftSection={<IconPlus size={14} />} onClick={make.open}>
            New key
          </Button>
        )}
      </SettingsHead>
      <Answer of={keys}>
        {(rows) =>
          rows.length ? (
            <DataTable
              label="Keys"
              columns={columns}
              rows={rows}
              rowKey={(key) => key.id}
              onEnd={keys.more}
            />
          ) : (
            <EmptyState
              icon={IconKey}
              title={kind === "api" ? "No program has a key yet" : "No source has a key yet"}
              words={
                kind === "api"
                  ? "A key lets a program use the API: with the scopes that you give it, and for as long as you say."
                  : "A source gets its write key when you add it, under Sources. It may append events and nothing else."
              }
              action={may && kind === "api" && <Button onClick={make.open}>New key</Button>}
            />
          )
        }
      </Answer>
      <NewKey
        opened={making && may}
        onClose={make.close}
        onMade={(key) => {
          make.close();
          setShown(key);
          void again();
        }}
      />
      <Dialog opened={shown !== ""} onClose={() => setShown("")} title="The key, this once" size={520}>
        <div className={css.shown}>
          <p>Keep it where secrets are kept. Clew stores only a hash of it, so it can’t be shown again.</p>
          <Copied label="key" wrap text={shown} />
          <Button onClick={() => setShown("")}>Done</Button>
        </div>
      </Dialog>
      <Confirm
        opened={ending !== null}
        title={`Revoke ${ending?.name ?? ""}?`}
        words="Whatever uses this key is refused from now on. That can’t be undone; a new key can be made."
        action="Revoke"
        stay="Keep it"
        act={() => ending && void revoke(ending)}
        close={() => setEnding(null)}
      />
    </>
  );
}
