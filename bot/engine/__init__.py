"""What wakes the use cases. Rows are the truth of what is due; an engine only asks."""
