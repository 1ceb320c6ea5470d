"""What several test modules use: talking to a real broker, starting our own commands."""
