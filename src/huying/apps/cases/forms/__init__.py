"""Forms of a case's acts, made from what the procedure says an act needs and takes."""
