"""Scripts that build the shipped model and lists; never imported by the product."""
