import { ActionIcon, Button, Checkbox, Popover } from "@mantine/core";
import { IconTag } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { api, client, type View } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import form from "@/ui/form.module.css";
import { tell, tellFault } from "@/ui/tell";
import { Term } from "@/ui/term";
import css from "./schemas.module.css";

type Field = View<"FieldView">;
type Schema = View<"SchemaView">;

/** What labels mean; it does not change while one looks. */
export function useLabels(): ReadonlyMap<string, View<"LabelView">> {
  const listed = api.useQuery(
    "get",
    "/api/v1/schema-registry/labels",
    {},
    { staleTime: Number.POSITIVE_INFINITY },
  );
  return new Map(listed.data?.items.map((label) => [label.code, label]));
}

async function put(schema: Schema, path: string, labels: readonly string[]): Promise<Schema | undefined> {
  const { data } = await client.PUT("/api/v1/schema-registry/{schema_id}/labels", {
    params: { path: { schema_id: schema.id } },
    body: { path, labels: [...labels], version: schema.version },
  });
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/schema-registry"),
  });
  return data;
}

/** The usage labels of a field in words, and, for whoever may, how to put others on it. */
export function Labels({ field, schema }: { field: Field; schema: Schema }) {
  const known = useLabels();
  const may = useMay("documents:write") && schema.role === "schema";
  return (
    <>
      {field.labels.map((code) => (
        <Term key={code} means={`${known.get(code)?.meaning ?? "A label of your own."} (${code})`}>
          <span data-kind="label">{known.get(code)?.name ?? code}</span>
        </Term>
      ))}
      {may && <Put field={field} schema={schema} known={known} />}
    </>
  );
}

interface PutProps {
  field: Field;
  schema: Schema;
  known: ReadonlyMap<string, View<"LabelView">>;
}

function Put({ field, schema, known }: PutProps) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const fixed = field.labels.filter((code) => !field.labels_put.includes(code));
  const codes = [...new Set([...known.keys(), ...field.labels])];

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  async function save() {
    setBusy(true);
    const before = [...field.labels_put];
    try {
      const made = await put(schema, field.path, chosen);
      close();
      tell(`Labels of ${field.name} saved.`, async () => {
        if (made) await put(made, field.path, before);
      });
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }

  const tag = (
    <ActionIcon
      ref={button}
      className={css.tag}
      aria-label={`Label ${field.path}`}
      aria-expanded={open}
      onClick={() => {
        setChosen([...field.labels_put]);
        setAsked(true);
        setOpen(!open);
      }}
    >
      <IconTag size={14} stroke={1.6} />
    </ActionIcon>
  );
  // Each field has one: what it opens is drawn when it is asked for.
  if (!asked) return tag;
  return (
    <Popover
      opened={open}
      onChange={(next) => (next ? setOpen(true) : close())}
      width={320}
      position="bottom-end"
      trapFocus
      withinPortal
    >
      <Popover.Target>{tag}</Popover.Target>
      <Popover.Dropdown>
        <form
          className={form.form}
          aria-label={`Labels of ${field.path}`}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <p className="quiet">
            A label says what kind of data this is, wherever the field is used. It refuses nothing by itself.
            {schema.provided && " The workspace then keeps its own copy of this schema."}
          </p>
          <div className={css.choices}>
            {codes.map((code) => (
              <Checkbox
                key={code}
                size="xs"
                label={known.get(code)?.name ?? code}
                description={fixed.includes(code) ? "The schema itself says so." : known.get(code)?.meaning}
                checked={fixed.includes(code) || chosen.includes(code)}
                disabled={fixed.includes(code)}
                onChange={(event) =>
                  setChosen(
                    event.currentTarget.checked ? [...chosen, code] : chosen.filter((each) => each !== code),
                  )
                }
              />
            ))}
          </div>
          <div className={form.foot}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Save labels
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
