"""The numbers by which the parts of laws, contracts and handbooks are called, and where such a part opens."""
