"""Pages: shells, components, tags and the values they show. See README.md beside this file."""
