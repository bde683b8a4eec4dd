"""Reports that read what the other modules publish, and write only their own."""
