import type { View } from "@/api/client";

/** What the journey came to. */
export default function Report({ journey }: { journey: View<"JourneyView"> }) {
  return <p>{journey.name}</p>;
}
