"""What people see: messages, tables, coloured spans and the progress of a run."""
