"""Settings, urls, and the one list that orders the reactions."""
