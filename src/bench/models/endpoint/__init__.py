"""Models behind an OpenAI-compatible chat endpoint: `tagger`, `summarizer`, and what they share."""
