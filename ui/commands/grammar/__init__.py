"""How a command line is read: its parser, the forms of its help, and the parts that commands share."""
