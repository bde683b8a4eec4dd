"""The only place where value moves: accounts, transfers, lots, holds, debt."""
