"""What bodies are called, and which stands above which."""
