"""Standard phrases: keeping them and their folders, and putting one into what is being written in a case."""
