"""What happened: the append-only stream of events, and the settling that lets the modules above react to it."""
