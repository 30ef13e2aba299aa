"""What every context stands on: database, clock, ids, files, matters."""
