"""Web: pages that join several contexts, and the menu."""
