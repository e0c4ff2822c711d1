import type { View } from "@/api/client";

/** A segment as people keep it in Git. */
export function yamlOf(segment: View<"SegmentView">): string {
  const lines = ["kind: segment", `id: ${segment.id}`, `name: ${scalar(segment.name)}`];
  if (segment.description) lines.push(`description: ${scalar(segment.description)}`);
  if (segment.labels.length > 0) lines.push(`labels: [${segment.labels.map(scalar).join(", ")}]`);
  if (segment.status === "draft") lines.push("status: draft");
  lines.push("expression: >-", ...segment.expression.split("\n").map((line) => `  ${line.trim()}`));
  return `${lines.join("\n")}\n`;
}

/** Plain where YAML reads it back as the same text, else in quotes. */
function scalar(text: string): string {
  const plain =
    /^[A-Za-z][\w ,.'’()/–-]*$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(text) &&
    !/ $/.test(text);
  return plain ? text : JSON.stringify(text);
}
