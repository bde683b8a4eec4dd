"""People in a space, and the facts about them."""
