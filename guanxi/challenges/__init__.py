"""Check-in challenges: the members' side of a quest that counts check-ins, with proof, make-ups, boards, rankings."""
