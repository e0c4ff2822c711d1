// Schemas in their groups, and the fields that words find: pure, so that it can be tested.

import type { View } from "@/api/client";

export type Field = View<"FieldView">;
type Schema = View<"SchemaView">;

export interface Group {
  title: string;
  schemas: Schema[];
}

/** The workspace's own schemas first, then what comes with Clew, whole ones before their parts. */
export function grouped(schemas: readonly Schema[]): Group[] {
  const sorted = [...schemas].sort((a, b) => (a.name || a.id).localeCompare(b.name || b.id));
  const groups: Group[] = [
    { title: "Of this workspace", schemas: sorted.filter((schema) => !schema.provided) },
    {
      title: "Come with Clew",
      schemas: sorted.filter((schema) => schema.provided && schema.role === "schema"),
    },
    {
      title: "Parts for others",
      schemas: sorted.filter((schema) => schema.provided && schema.role !== "schema"),
    },
  ];
  return groups.filter((group) => group.schemas.length > 0);
}

/** The fields whose path or words hold what was typed, with those above them. */
export function found(fields: readonly Field[], typed: string): Field[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [...fields];
  return fields.flatMap((field) => {
    const below = found(field.fields, typed);
    const own = [field.path, field.title, field.description, ...field.labels].some((text) =>
      text.toLowerCase().includes(wanted),
    );
    return own || below.length ? [{ ...field, fields: below.length ? below : field.fields }] : [];
  });
}
