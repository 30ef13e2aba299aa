"""Cases: intake from every channel to the return visit."""
