"""Lists of cases as values for pages: found, counted, cut to what the reader may see."""
