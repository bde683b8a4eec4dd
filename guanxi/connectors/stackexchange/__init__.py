"""A community that lived on Stack Exchange: its public dump becomes members and events, and is compared with us."""
