"""How much of the words of files our readers find, against readers that are none of ours."""
