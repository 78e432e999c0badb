"""What each command of the command line does. Sentences for the person at the machine."""
