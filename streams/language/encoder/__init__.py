"""A small pretrained encoder, fine-tuned for the stages: vectors of words, and heads over them."""
