/** A sentence in which names stand between backticks. */
export function Said({ text }: { text: string }) {
  // Every second piece stood between two backticks.
  return text.split("`").map((piece, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence never change places.
      <code key={index}>{piece}</code>
    ) : (
      piece
    ),
  );
}
