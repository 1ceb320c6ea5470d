"""What the stages share: the language pipeline, knowledge, syntax and ids."""
