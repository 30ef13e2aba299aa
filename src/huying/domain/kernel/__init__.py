"""Words every context shares: ids, refusals, the chain, bodies and actors."""
