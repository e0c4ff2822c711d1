import { Button, TextInput } from "@mantine/core";
import { IconBinaryTree2, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api, type View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { plural } from "@/ui/format";
import { Answer, EmptyState } from "@/ui/states";
import { Workbench } from "@/ui/workbench";
import css from "./parts/schemas.module.css";
import { type Field, found, grouped } from "./schemas-model";

type Schema = View<"SchemaView">;

/** What events and profiles may look like: schemas at the left, the fields of one as a tree. */
export function SchemasPage() {
  const { id } = useSearch({ from: "/shell/data/schemas" });
  const schemas = api.useQuery("get", "/api/v1/schema-registry");
  return (
    <>
      <PageHead title="Schemas" />
      <Answer of={schemas}>
        {({ items }) => {
          const current = items.find((schema) => schema.id === id) ?? grouped(items)[0]?.schemas[0];
          return (
            <Workbench
              names={["Schemas", "Fields", "Details"]}
              palette={<List schemas={items} current={current?.id} />}
            >
              {current ? <Fields key={current.id} schema={current} /> : <None />}
            </Workbench>
          );
        }}
      </Answer>
    </>
  );
}

function None() {
  return (
    <EmptyState
      icon={IconBinaryTree2}
      title="No schema is in force"
      words="Schemas say what events may look like."
    />
  );
}

function List({ schemas, current }: { schemas: readonly Schema[]; current?: string }) {
  const navigate = useNavigate();
  return (
    <div className={css.groups}>
      {grouped(schemas).map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.schemas.map((schema) => (
              <li key={schema.id}>
                <button
                  type="button"
                  className={css.schema}
                  aria-current={schema.id === current ? "true" : undefined}
                  onClick={() => void navigate({ to: "/data/schemas", search: { id: schema.id } })}
                >
                  <span className="clip">{schema.name || schema.id}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Fields({ schema }: { schema: Schema }) {
  const [typed, setTyped] = useState("");
  const fields = api.useQuery("get", "/api/v1/schema-registry/{schema_id}/fields", {
    params: { path: { schema_id: schema.id } },
  });
  return (
    <div className={css.fields}>
      <div className={css.about}>
        <div>
          <h2>{schema.name || schema.id}</h2>
          <p className="quiet">
            {schema.description || (schema.provided ? "Comes with Clew." : "Of this workspace.")}
            {schema.events.length > 0 &&
              ` Of ${schema.events.slice(0, 4).join(", ")}${schema.events.length > 4 ? "…" : ""}.`}
          </p>
        </div>
        <div className={css.tools}>
          <TextInput
            aria-label="Find a field"
            placeholder="Find a field"
            leftSection={<IconSearch size={14} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {!schema.provided && <AsText kind="schema" id={schema.id} />}
        </div>
      </div>
      <Answer of={fields} lines={10}>
        {({ items }) => {
          const shown = found(items, typed);
          return shown.length ? (
            <ul className={css.tree}>
              {shown.map((field) => (
                <Branch key={field.path} field={field} schema={schema.id} depth={0} opened={typed !== ""} />
              ))}
            </ul>
          ) : (
            <EmptyState
              title={typed ? "No such field" : "No fields of its own"}
              words={typed ? `Nothing here is called ${typed}.` : "This schema holds no fields of its own."}
            />
          );
        }}
      </Answer>
    </div>
  );
}

interface BranchProps {
  field: Field;
  schema: string;
  depth: number;
  opened: boolean;
}

function Branch({ field, schema, depth, opened }: BranchProps) {
  const [own, setOwn] = useState(depth === 0 && field.fields.length <= 8);
  const [asked, setAsked] = useState(false);
  const below = api.useQuery(
    "get",
    "/api/v1/schema-registry/{schema_id}/fields",
    { params: { path: { schema_id: schema }, query: { below: field.path } } },
    { enabled: asked },
  );
  const fields = below.data?.items ?? field.fields;
  const open = opened || own;
  const parent = fields.length > 0 || field.more;
  return (
    <li>
      <div className={css.field} style={{ "--deep": `${depth * 18}px` } as object}>
        {parent ? (
          <button
            type="button"
            className={css.fold}
            aria-expanded={open}
            aria-label={`${open ? "Fold" : "Unfold"} ${field.path}`}
            onClick={() => {
              setOwn(!open);
              if (field.more) setAsked(true);
            }}
          >
            <IconChevronRight size={14} stroke={1.8} />
          </button>
        ) : (
          <span className={css.fold} aria-hidden />
        )}
        <code className={css.name}>
          {field.name}
          {field.required && (
            <span className={css.must} title="Must be there">
              required
            </span>
          )}
        </code>
        <span className={css.type}>{field.type}</span>
        <span className={`${css.title} clip`} title={field.description}>
          {field.title && field.title !== field.name ? field.title : field.description}
        </span>
        <span className={css.labels}>
          {field.identity && <span data-kind="identity">{field.identity.namespace}</span>}
          {field.labels.map((label) => (
            <span key={label} data-kind="label">
              {label}
            </span>
          ))}
          {field.status !== "stable" && <span data-kind="status">{field.status}</span>}
          {field.values.length > 0 && (
            <span title={field.values.map(String).join(", ")}>{plural(field.values.length, "value")}</span>
          )}
        </span>
      </div>
      {open && fields.length > 0 && (
        <ul>
          {fields.map((each) => (
            <Branch key={each.path} field={each} schema={schema} depth={depth + 1} opened={opened} />
          ))}
        </ul>
      )}
      {open && field.more && below.error && (
        <Button size="compact-sm" variant="subtle" onClick={() => void below.refetch()}>
          Try again
        </Button>
      )}
    </li>
  );
}
