"""From a folder to plans: files, which of them make one plan, and the workers that read them."""
