/** Segments to begin with: what most teams build first. */
export const EXAMPLES = [
  {
    name: "Viewed but did not buy",
    words: "Looked at something in the last week and ordered nothing since.",
    expression: 'did page in last 7d and did not "Order Completed" in last 7d',
  },
  {
    name: "Loyal and active",
    words: "At least three orders within 90 days.",
    expression: 'did "Order Completed" in last 90d at least 3 times',
  },
  {
    name: "Lapsing",
    words: "Bought before, but not within 90 days.",
    expression: 'did "Order Completed" and did not "Order Completed" in last 90d',
  },
];
