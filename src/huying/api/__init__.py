"""The JSON interface: thin over the services of the cases, like the pages."""
