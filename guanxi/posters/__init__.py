"""Pictures to be passed on: invitation posters with a code, drawn as a job and kept."""
