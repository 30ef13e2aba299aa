"""Django apps by context; each keeps its models to itself and offers services and queries."""
