"""What a machine can do, and what Atelier gets out of it, beside the notebook's way, all measured in one run."""
