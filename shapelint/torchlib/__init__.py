"""What torch's methods, functions and modules do to domain values. One table per kind of call."""
