"""What tensors are: dims, axes, provenance and recurrent layers. Pure values; imports nothing of the project."""
