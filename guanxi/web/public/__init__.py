"""Pages for everybody: landing pages of codes, certificates to check."""
