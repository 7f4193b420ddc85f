"""What one does with the course of a case: tags, watching, snoozing, urging, supervision, redoing, the archive."""
