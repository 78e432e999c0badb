"""What is decided, apart from doing it: values in, values out. No I/O, clock, random or log."""
