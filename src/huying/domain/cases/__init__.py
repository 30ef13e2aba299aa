"""Cases: what a demand says, who may do what to it, and the facts its procedure is decided on."""
