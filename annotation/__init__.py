"""People and Label Studio: the labelling interface, tasks, agreement and adjudication."""
