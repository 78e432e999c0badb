"""Reading what anybody may have written, in a process with little memory and time."""
