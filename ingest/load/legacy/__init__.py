"""Office files of before 2007, which LibreOffice writes anew where it is installed."""
