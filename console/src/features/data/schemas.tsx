import { Button, TextInput } from "@mantine/core";
import { IconBinaryTree2, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api, type View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { count, percent, plural } from "@/ui/format";
import { Answer, EmptyState } from "@/ui/states";
import { Term } from "@/ui/term";
import { Workbench } from "@/ui/workbench";
import { Labels } from "./parts/labels";
import css from "./parts/schemas.module.css";
import {
  checks,
  type Field,
  found,
  grouped,
  nameOf,
  plainOf,
  type Seen,
  seenOf,
  undescribed,
} from "./schemas-model";

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
              {current ? <Fields key={current.id} schema={current} schemas={items} /> : <None />}
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
  const [typed, setTyped] = useState("");
  const groups = grouped(schemas, typed);
  return (
    <div className={css.groups}>
      <TextInput
        aria-label="Find a schema"
        placeholder="Find a schema"
        leftSection={<IconSearch size={14} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {groups.length === 0 && <p className={`${css.none} quiet`}>No schema has such a name.</p>}
      {groups.map((group) => (
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
                  <span className="clip">{nameOf(schema)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Fields({ schema, schemas }: { schema: Schema; schemas: readonly Schema[] }) {
  const [typed, setTyped] = useState("");
  const palette = api.useQuery("get", "/api/v1/expressions/palette", {}, { staleTime: 60_000 });
  const seen = useMemo(() => seenOf(schema, palette.data), [schema, palette.data]);
  const of = schema.events.includes("identify") ? "people" : "events";
  const fields = api.useQuery("get", "/api/v1/schema-registry/{schema_id}/fields", {
    params: { path: { schema_id: schema.id } },
  });
  return (
    <div className={css.fields}>
      <div className={css.about}>
        <div>
          <h2>{schema.name || schema.id}</h2>
          <p className="quiet">
            {schema.description || (schema.provided ? "Comes with Clew." : "Made in this workspace.")}{" "}
            {checks(schema.events)}
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
          const others = undescribed(items, seen).filter((name) => name.includes(typed.trim().toLowerCase()));
          if (!shown.length && !others.length) {
            return typed ? (
              <EmptyState title="No such field" words={`Nothing here is called ${typed}.`} />
            ) : (
              <Bare schema={schema} schemas={schemas} />
            );
          }
          return (
            <div className={css.tree}>
              <div className={css.legend} aria-hidden>
                <span>Field</span>
                <span>Type</span>
                <span>What it is</span>
                <span>{seen ? `${of === "people" ? "People" : "Events"} that have it` : ""}</span>
              </div>
              <ul>
                {shown.map((field) => (
                  <Branch
                    key={field.path}
                    field={field}
                    schema={schema}
                    seen={seen}
                    of={of}
                    depth={0}
                    opened={typed !== ""}
                  />
                ))}
              </ul>
              {others.length > 0 && <Others names={others} seen={seen} of={of} />}
            </div>
          );
        }}
      </Answer>
    </div>
  );
}

/** What people or events have besides: nothing is wrong with it, but nobody has said what it is. */
function Others({ names, seen, of }: { names: string[]; seen?: ReadonlyMap<string, Seen>; of: Of }) {
  return (
    <section aria-label="Received, and in no schema">
      <h3 className={css.others}>
        Also received, and in no schema <span className="quiet">{count(names.length)}</span>
      </h3>
      <ul>
        {names.map((name) => (
          <li key={name} className={css.field} style={{ "--deep": "0px" } as object}>
            <span className={css.fold} aria-hidden />
            <code className={css.name}>{name}</code>
            <span />
            <span className={`${css.title} clip`}>{seen?.get(name)?.values.slice(0, 4).join(", ")}</span>
            <Covered seen={seen?.get(name)} of={of} />
            <span />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A part that holds no fields by itself: where they are. */
function Bare({ schema, schemas }: { schema: Schema; schemas: readonly Schema[] }) {
  const people = schemas.find((each) => each.events.includes("identify"));
  const leads = schema.id === "profile" && people ? people : undefined;
  return (
    <EmptyState
      icon={IconBinaryTree2}
      title="No fields of its own"
      words={
        schema.role === "class"
          ? "A class says what kind of thing a schema describes. The fields stand in the schemas."
          : "This schema holds no fields of its own."
      }
      action={
        leads && (
          <Button component={Link} variant="default" to={`/data/schemas?id=${leads.id}`}>
            See {nameOf(leads)}
          </Button>
        )
      }
    />
  );
}

type Of = "people" | "events";

/** In how much of the people or events it has a value. */
function Covered({ seen, of }: { seen?: Seen; of: Of }) {
  if (!seen) return <span className={css.covered} />;
  const said = `${percent(seen.coverage)} of the ${of} looked at have it`;
  return (
    <span className={css.covered} title={said}>
      <span className={css.bar} aria-hidden>
        <span style={{ width: percent(seen.coverage) }} />
      </span>
      <span className="figure">{percent(seen.coverage)}</span>
    </span>
  );
}

interface BranchProps {
  field: Field;
  schema: Schema;
  seen?: ReadonlyMap<string, Seen>;
  of: Of;
  depth: number;
  opened: boolean;
}

function Branch({ field, schema, seen, of, depth, opened }: BranchProps) {
  const [own, setOwn] = useState(depth === 0 && field.fields.length <= 8);
  const [asked, setAsked] = useState(false);
  const below = api.useQuery(
    "get",
    "/api/v1/schema-registry/{schema_id}/fields",
    { params: { path: { schema_id: schema.id }, query: { below: field.path } } },
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
        <Covered seen={seen?.get(plainOf(field.path))} of={of} />
        <span className={css.labels}>
          {field.identity && (
            <Term means={`It names the person: their ${field.identity.namespace.replaceAll("_", " ")}.`}>
              <span data-kind="identity">{field.identity.namespace}</span>
            </Term>
          )}
          <Labels field={field} schema={schema} />
          {field.status !== "stable" && <span data-kind="status">{field.status}</span>}
          {field.values.length > 0 && (
            <span title={field.values.map(String).join(", ")}>{plural(field.values.length, "value")}</span>
          )}
        </span>
      </div>
      {open && fields.length > 0 && (
        <ul>
          {fields.map((each) => (
            <Branch
              key={each.path}
              field={each}
              schema={schema}
              seen={seen}
              of={of}
              depth={depth + 1}
              opened={opened}
            />
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
