"""What the console opens with, and how it finds people and words: questions that only screens ask."""
