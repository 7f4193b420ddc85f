"""Who did, saw and exported what; what of it is unusual; whether the chain of the logs is whole."""
