"""流程: state diagram and manual of a published procedure, drawn from the data it runs on."""
