"""What a release needs beside the program: whether the advisories about its packages were read. Not installed."""
