"""Output for people: messages, tables, coloured spans and the progress of a run."""
