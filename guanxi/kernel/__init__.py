"""What every room stands on and no domain word enters: errors, tenancy, clock, predicates, SQL files."""
